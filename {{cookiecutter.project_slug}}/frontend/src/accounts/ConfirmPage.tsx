import { useState } from "react";
import { useForm } from "react-hook-form";

import { api, isProblem } from "../web/api";
import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { useSearchParams } from "../web/search";
import { findBrowserZone } from "../web/timeZone";
import { BadLink } from "./BadLink";
import { useEnter } from "./destinations";
import { NewPasswordField } from "./NewPasswordField";
import { TokenField } from "./TokenField";

interface Values {
  token: string;
  password: string;
}

/** Asks for a click before the account is created: virus scanners follow links in emails. */
export default function ConfirmPage() {
  const { token = "" } = useSearchParams();
  const form = useForm<Values>({ defaultValues: { token, password: "" } });
  const confirm = api.useMutation("post", "/api/users/confirm");
  const enter = useEnter();
  // The server asks for one in another browser, and where the person was invited.
  const [choosesPassword, setChoosesPassword] = useState(false);
  if (confirm.error && isProblem(confirm.error) && confirm.error.status === 400) return <BadLink purpose="confirm" />;

  async function send({ token, password }: Values): Promise<void> {
    const body = { token, time_zone: findBrowserZone(), ...(choosesPassword && { password }) };
    try {
      enter(await confirm.mutateAsync({ body }));
    } catch (error) {
      if (isProblem(error) && error.errors?.some(({ field }) => field === "password")) setChoosesPassword(true);
      throw error;
    }
  }
  return (
    <FocusedPage title="Finish signing up">
      <Form form={form} onSubmit={send}>
        {!token && <TokenField />}
        {choosesPassword ? <NewPasswordField name="password" label="Password" /> : <p>One more click creates the account.</p>}
        <button>Create account</button>
      </Form>
    </FocusedPage>
  );
}
