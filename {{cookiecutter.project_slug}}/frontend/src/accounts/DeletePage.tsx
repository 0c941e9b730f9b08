import { Link, useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { Form } from "../web/Form";
import { carryMessage } from "../web/messages";
import { SettingsPage } from "../web/SettingsPage";
import { forgetUser, useUser } from "./session";

export default function DeletePage() {
  const form = useForm();
  const deletion = api.useMutation("delete", "/api/users/me");
  const navigate = useNavigate();
  const user = useUser();
  async function send(): Promise<void> {
    await deletion.mutateAsync({});
    carryMessage("done", "Your account was deleted.");
    await navigate({ to: "/" });
    forgetUser();
  }
  return (
    <SettingsPage title="Delete your account?">
      <Form className="card" form={form} onSubmit={send}>
        <p>
          Your account <strong>{user.email}</strong> and everything in it will be deleted immediately. This
          can’t be undone.
        </p>
        <p className="buttons">
          <button className="danger">Delete account</button>
          <Link className="button quiet" to="/account">Keep account</Link>
        </p>
      </Form>
    </SettingsPage>
  );
}
