import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { Form } from "../web/Form";
import { SettingsPage } from "../web/SettingsPage";
import { TextField } from "../web/TextField";
import { useUser } from "./session";

export default function EmailPage() {
  const form = useForm({ defaultValues: { email: "" } });
  const change = api.useMutation("post", "/api/users/me/email");
  const navigate = useNavigate();
  const user = useUser();
  async function send(body: { email: string }): Promise<void> {
    await change.mutateAsync({ body });
    await navigate({ to: "/see-mail", search: body });
  }
  return (
    <SettingsPage title="Email address">
      <Form className="card" form={form} onSubmit={send}>
        <p>Your address is <strong>{user.email}</strong>.</p>
        <TextField
          name="email"
          label="New email address"
          hint="We will send you a link to confirm it. Until then, nothing changes."
          type="email"
          autoComplete="email"
          maxLength={254}
          required
        />
        <button>Send link</button>
      </Form>
    </SettingsPage>
  );
}
