import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useForm } from "react-hook-form";

import { api, type Schemas } from "../web/api";
import { Form } from "../web/Form";
import { carryMessage } from "../web/messages";
import { hasStatus } from "../web/problems";
import { SettingsPage } from "../web/SettingsPage";
import { TextField } from "../web/TextField";
import { keepRecoveryCodes, reloadAuthenticator } from "./authenticator";
import "./two_step.css";

interface Props {
  offer: Schemas["AuthenticatorOffer"];
  /** Called if another page has asked for another QR code since. */
  onOutOfDate: () => void;
}

/** Shows the QR code, and asks for the first code of the app that has scanned it. */
export function ScanStep({ offer, onOutOfDate }: Props) {
  const form = useForm({ defaultValues: { code: "" } });
  const confirm = api.useMutation("post", "/api/users/me/authenticator/confirm");
  const navigate = useNavigate();
  // The button that led here is gone.
  useEffect(() => { document.getElementById("main")?.focus(); }, []);

  async function send(body: { code: string }): Promise<void> {
    try {
      keepRecoveryCodes((await confirm.mutateAsync({ body })).recovery_codes);
    } catch (error) {
      if (!hasStatus(error, 409)) throw error;
      onOutOfDate();
      return;
    }
    carryMessage("done", "Two-step login is now on.");
    await navigate({ to: "/account/security/recovery-codes" });
    await reloadAuthenticator();
  }
  return (
    <SettingsPage title="Scan this QR code">
      <p>Open your authenticator app, add an account, and scan this:</p>
      <div
        className="qr"
        role="img"
        aria-label="QR code. The key below says the same as text."
        dangerouslySetInnerHTML={{ __html: offer.qr }}
      />
      <p>If you can’t scan it, copy or type this key instead:</p>
      <p className="secret">
        <code>{offer.secret.match(/.{1,4}/g)?.map((group, index) => <span key={index}>{group}</span>)}</code>
      </p>
      <Form className="card" form={form} onSubmit={send}>
        <TextField
          name="code"
          label="Code"
          hint="The six digits that the app shows now."
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={64}
          required
        />
        <p className="buttons">
          <button>Turn on two-step login</button>
          <Link className="button quiet" to="/account/security">Cancel</Link>
        </p>
      </Form>
    </SettingsPage>
  );
}
