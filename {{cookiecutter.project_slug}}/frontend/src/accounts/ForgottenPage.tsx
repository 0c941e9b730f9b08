import { Link, useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { EmailField } from "./EmailField";

export default function ForgottenPage() {
  const form = useForm({ defaultValues: { email: "" } });
  const forget = api.useMutation("post", "/api/password/forgotten");
  const navigate = useNavigate();
  async function send(body: { email: string }): Promise<void> {
    await forget.mutateAsync({ body });
    await navigate({ to: "/see-mail", search: body });
  }
  return (
    <FocusedPage title="Forgot your password?" below={<p>Remembered it? <Link to="/login">Log in</Link>.</p>}>
      <Form form={form} onSubmit={send}>
        <EmailField hint="We will send you a link to choose a new password." />
        <button>Send link</button>
      </Form>
    </FocusedPage>
  );
}
