/** Tells password managers whose password a form asks for. Nobody sees it. */
export function UsernameField({ email }: { email: string }) {
  return <input type="email" name="email" value={email} autoComplete="username" readOnly hidden />;
}
