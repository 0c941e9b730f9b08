import { PasswordField } from "../web/PasswordField";
import { useUser } from "./session";
import { UsernameField } from "./UsernameField";

/** The person's own password, again. Its name in the form is `password`. */
export function OwnPasswordField() {
  return (
    <>
      <UsernameField email={useUser().email} />
      <PasswordField name="password" label="Your password" hint="To confirm it’s you." autoComplete="current-password" />
    </>
  );
}
