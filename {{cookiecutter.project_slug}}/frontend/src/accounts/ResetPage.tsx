import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { carryMessage } from "../web/messages";
import { hasStatus } from "../web/problems";
import { useSearchParams } from "../web/search";
import { BadLink } from "./BadLink";
import { KeptFactors } from "./KeptFactors";
import { NewPasswordField } from "./NewPasswordField";
import { endSession, forgetUser } from "./session";
import { TokenField } from "./TokenField";
import { UsernameField } from "./UsernameField";

interface Values {
  token: string;
  password: string;
  keep: string[];
}

export default function ResetPage() {
  const { token = "" } = useSearchParams();
  const form = useForm<Values>({ defaultValues: { token, password: "", keep: [] } });
  const query = { params: { query: { token } } };
  const link = api.useQuery("get", "/api/password/reset", query, { staleTime: "static", enabled: token !== "" });
  const reset = api.useMutation("post", "/api/password/reset");
  const navigate = useNavigate();
  if (hasStatus(link.error, 400) || hasStatus(reset.error, 400)) return <BadLink purpose="reset" />;
  if (link.error) throw link.error;
  if (link.isLoading) return null;

  async function send(body: Values): Promise<void> {
    await reset.mutateAsync({ body });
    endSession();
    carryMessage("done", "Your password was changed. Log in with your new password.");
    await navigate({ to: "/login" });
    forgetUser();
  }
  return (
    <FocusedPage title="Choose a new password">
      <Form form={form} onSubmit={send}>
        {!token && <TokenField />}
        {link.data && <UsernameField email={link.data.email} />}
        <NewPasswordField name="password" label="New password" />
        <p>You will be logged out everywhere.</p>
        {link.data && <KeptFactors factors={link.data.factors} />}
        <button>Change password</button>
      </Form>
    </FocusedPage>
  );
}
