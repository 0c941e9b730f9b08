import { Link, useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { Form } from "../web/Form";
import { carryMessage } from "../web/messages";
import { hasStatus } from "../web/problems";
import { useSearchParams } from "../web/search";
import { SettingsPage } from "../web/SettingsPage";
import { BadLink } from "./BadLink";
import { keepUser } from "./session";

export default function NewEmailPage() {
  const { token = "" } = useSearchParams();
  const form = useForm();
  const query = { params: { query: { token } } };
  const link = api.useQuery("get", "/api/users/me/email/confirm", query, { staleTime: "static" });
  const confirm = api.useMutation("post", "/api/users/me/email/confirm");
  const navigate = useNavigate();
  if (hasStatus(link.error, 400) || hasStatus(confirm.error, 400)) return <BadLink purpose="email" />;
  if (link.error) throw link.error;
  if (!link.data) return null;

  async function send(): Promise<void> {
    keepUser(await confirm.mutateAsync({ body: { token } }));
    carryMessage("done", "Your email address was changed.");
    await navigate({ to: "/account" });
  }
  return (
    <SettingsPage title="Confirm your new address">
      <Form className="card" form={form} onSubmit={send}>
        <p>From now on, you log in with <strong>{link.data.email}</strong>.</p>
        <p className="buttons">
          <button>Use this address</button>
          <Link className="button quiet" to="/account">Cancel</Link>
        </p>
      </Form>
    </SettingsPage>
  );
}
