import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { Form } from "../web/Form";
import { carryMessage } from "../web/messages";
import { SettingsPage } from "../web/SettingsPage";
import { authenticatorQuery, reloadAuthenticator } from "./authenticator";

export default function TurnOffPage() {
  const form = useForm();
  const remove = api.useMutation("delete", "/api/users/me/authenticator");
  const navigate = useNavigate();
  const [wasActive] = useState(useSuspenseQuery(authenticatorQuery).data.active);
  if (!wasActive) return <Navigate to="/account/security" replace />;
  async function send(): Promise<void> {
    await remove.mutateAsync({});
    await reloadAuthenticator();
    carryMessage("done", "Two-step login is now off.");
    await navigate({ to: "/account/security" });
  }
  return (
    <SettingsPage title="Turn off two‑step login?">
      <Form className="card" form={form} onSubmit={send}>
        <p>You will log in with your password alone. Your recovery codes will be deleted.</p>
        <p className="buttons">
          <button className="danger">Turn off</button>
          <Link className="button quiet" to="/account/security">Cancel</Link>
        </p>
      </Form>
    </SettingsPage>
  );
}
