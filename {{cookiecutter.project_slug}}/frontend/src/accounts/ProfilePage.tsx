import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { Form } from "../web/Form";
import { showMessage } from "../web/messages";
import { SettingsPage } from "../web/SettingsPage";
import { TextField } from "../web/TextField";
import { TimeZoneField } from "./TimeZoneField";
import { keepUser, useUser } from "./session";

export default function ProfilePage() {
  const user = useUser();
  const form = useForm({ defaultValues: { name: user.name, time_zone: user.time_zone } });
  const update = api.useMutation("patch", "/api/users/me");
  return (
    <SettingsPage title="Profile">
      <Form
        form={form}
        onSubmit={async (body) => {
          keepUser(await update.mutateAsync({ body }));
          showMessage("done", "Your profile was saved.");
        }}
      >
        <TextField name="name" label="Name" autoComplete="name" maxLength={80} />
        <TimeZoneField />
        <button>Save</button>
      </Form>
    </SettingsPage>
  );
}
