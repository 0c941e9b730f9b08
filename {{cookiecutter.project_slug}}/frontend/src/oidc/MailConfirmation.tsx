import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { useUser } from "../accounts/session";
import { api } from "../web/api";
import { Form } from "../web/Form";

/** Mails a link that confirms who it is. */
export default function MailConfirmation() {
  const form = useForm();
  const request = api.useMutation("post", "/api/oidc/confirmation");
  const navigate = useNavigate();
  const { email } = useUser();
  async function send(): Promise<void> {
    await request.mutateAsync({});
    await navigate({ to: "/see-mail", search: { email } });
  }
  return (
    <Form form={form} onSubmit={send}>
      <p>We will send a link to <strong>{email}</strong>. Open it in this browser, then come back.</p>
      <button>Send link</button>
    </Form>
  );
}
