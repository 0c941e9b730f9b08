import { useForm } from "react-hook-form";

import { useEnter } from "../accounts/destinations";
import { api } from "../web/api";
import { Form } from "../web/Form";
import { canUsePasskeys, useOtherOrigin } from "./passkeys";

export default function PasskeyLogin() {
  const form = useForm();
  const begin = api.useMutation("post", "/api/sessions/passkey/options");
  const finish = api.useMutation("post", "/api/sessions/passkey");
  const enter = useEnter();
  const otherOrigin = useOtherOrigin();
  if (!canUsePasskeys || otherOrigin == null) return null;
  if (otherOrigin) {
    return <p>To log in with a passkey, open <a href={otherOrigin + location.pathname + location.search}>{otherOrigin}</a>.</p>;
  }
  async function send(): Promise<void> {
    const { proveLogin } = await import("./ceremonies");
    const credential = await proveLogin(await begin.mutateAsync({}));
    enter(await finish.mutateAsync({ body: { credential } }));
  }
  return (
    <Form form={form} onSubmit={send}>
      <p><button className="quiet">Log in with a passkey</button></p>
    </Form>
  );
}
