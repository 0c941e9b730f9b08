import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";

import { api, type Schemas } from "../web/api";
import { Form } from "../web/Form";
import { SettingsPage } from "../web/SettingsPage";
import { authenticatorQuery } from "./authenticator";
import { ScanStep } from "./ScanStep";

/** Explains what is needed, then shows the QR code. It holds the secret, so it has no address. */
export default function TurnOnPage() {
  const form = useForm();
  const create = api.useMutation("post", "/api/users/me/authenticator");
  const [offer, setOffer] = useState<Schemas["AuthenticatorOffer"]>();
  const [wasActive] = useState(useSuspenseQuery(authenticatorQuery).data.active);
  if (wasActive) return <Navigate to="/account/security" replace />;
  function startAgain(): void {
    setOffer(undefined);
    form.setError("root", { message: "This QR code is out of date. Start again." });
  }
  if (offer) return <ScanStep offer={offer} onOutOfDate={startAgain} />;
  return (
    <SettingsPage title="Turn on two‑step login">
      <Form className="card" form={form} onSubmit={async () => { setOffer(await create.mutateAsync({})); }}>
        <p>You need an authenticator app, on your phone or in your password manager.</p>
        <p className="buttons">
          <button>Continue</button>
          <Link className="button quiet" to="/account/security">Cancel</Link>
        </p>
      </Form>
    </SettingsPage>
  );
}
