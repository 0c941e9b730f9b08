import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { Form } from "../web/Form";
import { showMessage } from "../web/messages";
import { PasswordField } from "../web/PasswordField";
import { placeAtField } from "../web/problems";
import { SettingsPage } from "../web/SettingsPage";
import { NewPasswordField } from "./NewPasswordField";
import { useHasPassword } from "./ownPassword";
import { useUser } from "./session";
import { SetPassword } from "./SetPassword";
import { UsernameField } from "./UsernameField";

interface Values {
  current_password: string;
  new_password: string;
}

export default function PasswordPage() {
  const form = useForm<Values>({ defaultValues: { current_password: "", new_password: "" } });
  const change = api.useMutation("put", "/api/users/me/password");
  const user = useUser();
  if (!useHasPassword()) return <SettingsPage title="Password"><SetPassword className="card" /></SettingsPage>;
  async function send(body: Values): Promise<void> {
    try {
      await change.mutateAsync({ body });
    } catch (error) {
      throw placeAtField(error, "current_password", 403);
    }
    form.reset();
    showMessage("done", "Your password was changed. You have been logged out on every other device.");
  }
  return (
    <SettingsPage title="Password">
      <Form className="card" form={form} onSubmit={send}>
        <UsernameField email={user.email} />
        <PasswordField name="current_password" label="Current password" autoComplete="current-password" />
        <NewPasswordField name="new_password" label="New password" />
        <p>You will be logged out on every other device.</p>
        <button>Change password</button>
      </Form>
    </SettingsPage>
  );
}
