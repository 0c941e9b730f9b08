import { TextField } from "../web/TextField";

interface Props {
  hint?: string;
}

export function EmailField({ hint }: Props) {
  return (
    <TextField
      name="email"
      label="Email address"
      hint={hint}
      type="email"
      autoComplete="username"
      maxLength={254}
      required
    />
  );
}
