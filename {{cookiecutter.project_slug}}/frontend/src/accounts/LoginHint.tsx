import { useVisitor } from "./session";

/** After the session has ended, a form keeps what was typed while the person logs in elsewhere. */
export default function LoginHint({ status }: { status: number }) {
  if (!useVisitor() || status !== 401) return null;
  return <p><a href="/login" target="_blank">Log in</a> in a new tab, then try again here.</p>;
}
