import { Link, useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api, isProblem } from "../web/api";
import { Form } from "../web/Form";
import { carryMessage } from "../web/messages";
import { TextField } from "../web/TextField";
import { Title } from "../web/Title";

export default function InvitePage() {
  const form = useForm({ defaultValues: { email: "" } });
  const invite = api.useMutation("post", "/api/invitations");
  const navigate = useNavigate();
  async function send(body: { email: string }): Promise<void> {
    try {
      carryMessage("done", (await invite.mutateAsync({ body })).detail);
    } catch (error) {
      const isTaken = isProblem(error) && error.status === 409;
      throw isTaken ? { ...error, errors: [{ field: "email", message: error.detail }] } : error;
    }
    await navigate({ to: "/admin" });
  }
  return (
    <section className="narrow">
      <Title>Invite someone</Title>
      <h1>Invite someone</h1>
      <Form className="card" form={form} onSubmit={send}>
        <TextField
          name="email"
          label="Email address"
          hint="We will send them a link to create an account. It works for 7 days."
          type="email"
          autoComplete="off"
          maxLength={254}
          required
        />
        <div className="buttons">
          <button>Send invitation</button>
          <Link className="button quiet" to="/admin">Cancel</Link>
        </div>
      </Form>
    </section>
  );
}
