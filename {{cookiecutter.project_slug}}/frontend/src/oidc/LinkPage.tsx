import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { useUser } from "../accounts/session";
import { api, describeError } from "../web/api";
import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { carryMessage } from "../web/messages";
import { hasStatus } from "../web/problems";
import { offerQuery, reloadIdentities } from "./providers";

/** Asks for a click before an account at a provider is linked. */
export default function LinkPage() {
  const form = useForm();
  const link = api.useMutation("post", "/api/oidc/identities");
  const navigate = useNavigate();
  const user = useUser();
  const { provider, email } = useSuspenseQuery(offerQuery).data;
  async function send(): Promise<void> {
    try {
      const linked = await link.mutateAsync({});
      carryMessage("done", `You can now log in with ${linked.provider}.`);
    } catch (error) {
      if (!hasStatus(error, 409)) throw error;
      carryMessage("refused", describeError(error));
    }
    await reloadIdentities();
    await navigate({ to: "/account/security" });
  }
  return (
    <FocusedPage title="Link the two accounts?">
      <Form form={form} onSubmit={send}>
        <p>
          From then on you can log in to your account <strong>{user.email}</strong> here with{" "}
          <strong>{email ? `${provider} as ${email}` : provider}</strong>.
        </p>
        <p className="buttons">
          <button>Link accounts</button>
          <Link className="button quiet" to="/account/security">Cancel</Link>
        </p>
      </Form>
    </FocusedPage>
  );
}
