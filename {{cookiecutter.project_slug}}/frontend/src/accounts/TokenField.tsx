import { TextField } from "../web/TextField";

/** For people who come without the link from the email. */
export function TokenField() {
  return (
    <TextField
      name="token"
      label="Token"
      hint="Copy it from the email that we sent you."
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={200}
      required
    />
  );
}
