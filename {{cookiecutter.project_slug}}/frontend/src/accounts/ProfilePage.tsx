import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { Form } from "../web/Form";
import { showMessage } from "../web/messages";
import { SettingsPage } from "../web/SettingsPage";
import { TextField } from "../web/TextField";
import { AccountFacts } from "./AccountFacts";
import { DangerZone } from "./DangerZone";
import { TimeZoneField } from "./TimeZoneField";
import { keepUser, useUser } from "./session";

interface Values {
  name: string;
  time_zone: string;
}

export default function ProfilePage() {
  const user = useUser();
  const form = useForm<Values>({ defaultValues: { name: user.name, time_zone: user.time_zone } });
  const update = api.useMutation("patch", "/api/users/me");
  async function send(body: Values): Promise<void> {
    keepUser(await update.mutateAsync({ body }));
    showMessage("done", "Saved.");
  }
  return (
    <SettingsPage title="Profile">
      <AccountFacts />
      <Form className="card" form={form} onSubmit={send}>
        <TextField
          name="name"
          label="Name"
          hint="How we show who you are. It can stay empty."
          autoComplete="name"
          maxLength={80}
        />
        <TimeZoneField />
        <button>Save</button>
      </Form>
      <DangerZone />
    </SettingsPage>
  );
}
