import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api, isProblem } from "../web/api";
import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { carryMessage } from "../web/messages";
import { useSearchParams } from "../web/search";
import { BadLink } from "./BadLink";
import { NewPasswordField } from "./NewPasswordField";
import { forgetUser } from "./session";
import { TokenField } from "./TokenField";

interface Values {
  token: string;
  password: string;
}

export default function ResetPage() {
  const { token = "" } = useSearchParams();
  const form = useForm<Values>({ defaultValues: { token, password: "" } });
  const reset = api.useMutation("post", "/api/password/reset");
  const navigate = useNavigate();
  if (isProblem(reset.error) && reset.error.status === 400) return <BadLink purpose="reset" />;

  async function send(values: Values): Promise<void> {
    await reset.mutateAsync({ body: { ...values, keep: [] } });
    forgetUser();
    carryMessage("done", "Your password was changed. Log in with your new password.");
    await navigate({ to: "/login" });
  }
  return (
    <FocusedPage title="Choose a new password">
      <Form form={form} onSubmit={send}>
        {!token && <TokenField />}
        <NewPasswordField name="password" label="New password" />
        <p>You will be logged out everywhere.</p>
        <button>Change password</button>
      </Form>
    </FocusedPage>
  );
}
