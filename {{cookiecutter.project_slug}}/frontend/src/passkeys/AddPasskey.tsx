import { useForm } from "react-hook-form";

import { useHasPassword } from "../accounts/ownPassword";
import { OwnPasswordField } from "../accounts/OwnPasswordField";
import { useConfirmLogin } from "../accounts/useConfirmLogin";
import { api } from "../web/api";
import { Form } from "../web/Form";
import { showMessage } from "../web/messages";
import { queryClient } from "../web/query";
import { TextField } from "../web/TextField";
import { createPasskey } from "./ceremonies";
import { canUsePasskeys, passkeysQuery, useOtherOrigin } from "./passkeys";

interface Values {
  name: string;
  password: string;
}

export function AddPasskey() {
  const form = useForm<Values>({ defaultValues: { name: "", password: "" } });
  const confirmLogin = useConfirmLogin();
  // Without one, the server asks for another confirmation if the login is not fresh.
  const hasPassword = useHasPassword();
  const begin = api.useMutation("post", "/api/passkeys/options");
  const finish = api.useMutation("post", "/api/passkeys");
  const otherOrigin = useOtherOrigin();
  if (otherOrigin === undefined) return null;
  if (otherOrigin === null) return <p className="card">Passkeys need a host name, and this app doesn’t have one yet.</p>;
  if (otherOrigin) {
    return (
      <p className="card">
        Passkeys only work at the address of this app. To add one, open{" "}
        <a href={otherOrigin + location.pathname}>{otherOrigin}</a> and log in there.
      </p>
    );
  }
  if (!canUsePasskeys) return <p className="card">To add a passkey, you need an up-to-date browser.</p>;

  async function send({ name, password }: Values): Promise<void> {
    if (hasPassword) await confirmLogin(password);
    const credential = await createPasskey(await begin.mutateAsync({}));
    await finish.mutateAsync({ body: { name, credential } });
    form.reset();
    showMessage("done", "The passkey was added. You can now log in with it.");
    await queryClient.invalidateQueries({ queryKey: passkeysQuery.queryKey });
  }
  return (
    <Form className="card" form={form} onSubmit={send}>
      <h3>Add a passkey</h3>
      <TextField
        name="name"
        label="Name"
        hint="A name to recognize it by, such as “Phone”."
        autoComplete="off"
        maxLength={100}
        required
        pattern=".*[^ ].*"
      />
      {hasPassword && <OwnPasswordField />}
      <button>Add a passkey</button>
    </Form>
  );
}
