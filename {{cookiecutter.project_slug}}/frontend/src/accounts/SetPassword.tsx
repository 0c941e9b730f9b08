import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { Form } from "../web/Form";
import { useUser } from "./session";

interface Props {
  /** There is another way on the page, which comes first. */
  isSecond?: boolean;
  className?: string;
}

/** Mails a link to choose a password, for people who have none. */
export function SetPassword({ isSecond, className }: Props) {
  const form = useForm();
  const forget = api.useMutation("post", "/api/password/forgotten");
  const navigate = useNavigate();
  const { email } = useUser();
  async function send(): Promise<void> {
    await forget.mutateAsync({ body: { email } });
    await navigate({ to: "/see-mail", search: { email } });
  }
  return (
    <Form className={className} form={form} onSubmit={send}>
      <p>Your account has no password. To set one, follow a link that we send to <strong>{email}</strong>.</p>
      <button className={isSecond ? "quiet" : undefined}>Send link to set a password</button>
    </Form>
  );
}
