import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { hasStatus } from "../web/problems";
import { useSearchParams } from "../web/search";
import { findBrowserZone } from "../web/timeZone";
import { BadLink } from "./BadLink";
import { useEnter } from "./destinations";
import { NewPasswordField } from "./NewPasswordField";
import { TokenField } from "./TokenField";
import { UsernameField } from "./UsernameField";

interface Values {
  token: string;
  password: string;
}

/** Asks for a click before the account is created: virus scanners follow links in emails. */
export default function ConfirmPage() {
  const { token = "" } = useSearchParams();
  const form = useForm<Values>({ defaultValues: { token, password: "" } });
  const query = { params: { query: { token } } };
  const link = api.useQuery("get", "/api/users/confirm", query, { staleTime: "static", enabled: token !== "" });
  const confirm = api.useMutation("post", "/api/users/confirm");
  const enter = useEnter();
  if (hasStatus(link.error, 400) || hasStatus(confirm.error, 400)) return <BadLink purpose="confirm" />;
  if (link.error) throw link.error;
  if (link.isLoading) return null;

  // They were invited, or signed up in another browser. For a token that is typed, nobody knows.
  const choosesPassword = link.data?.chooses_password ?? true;
  const email = link.data?.email ?? "";
  async function send({ token, password }: Values): Promise<void> {
    const body = { token, time_zone: findBrowserZone(), ...(choosesPassword && { password }) };
    enter(await confirm.mutateAsync({ body }));
  }
  return (
    <FocusedPage title="Finish signing up">
      <Form form={form} onSubmit={send}>
        {email && (
          <p>{choosesPassword ? "Choose a password for" : "One more click creates the account"} <strong>{email}</strong>.</p>
        )}
        {!token && <TokenField />}
        {choosesPassword && (
          <>
            <UsernameField email={email} />
            <NewPasswordField name="password" label="Password" />
          </>
        )}
        <button>Create account</button>
      </Form>
    </FocusedPage>
  );
}
