import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { carryMessage } from "../web/messages";
import { useSearchParams } from "../web/search";

/** Asks for a click, because virus scanners follow links in emails. */
export default function ConfirmLinkPage() {
  const { token = "" } = useSearchParams();
  const form = useForm();
  const confirm = api.useMutation("post", "/api/oidc/confirmation/confirm");
  const navigate = useNavigate();
  async function send(): Promise<void> {
    await confirm.mutateAsync({ body: { token } });
    carryMessage("done", "Confirmed. For the next 10 minutes you won’t be asked again.");
    await navigate({ to: "/account" });
  }
  return (
    <FocusedPage title="Confirm it’s you">
      <Form form={form} onSubmit={send}>
        <p>One more click confirms that you are the owner of this account.</p>
        <button>Confirm</button>
      </Form>
    </FocusedPage>
  );
}
