import { PasswordField } from "../web/PasswordField";
import { useRegistrationRules } from "./registration";

interface Props {
  name: string;
  label: string;
}

export function NewPasswordField({ name, label }: Props) {
  const least = useRegistrationRules().password_min_length;
  return (
    <PasswordField
      name={name}
      label={label}
      hint={`At least ${least} characters. A few unrelated words are best.`}
      autoComplete="new-password"
      minLength={least}
    />
  );
}
