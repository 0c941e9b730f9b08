import { Link, useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { Form } from "../web/Form";
import { carryMessage } from "../web/messages";
import { Title } from "../web/Title";
import type { Change } from "./changes";
import { useListQuery } from "./listQuery";
import { reload } from "./reloading";

interface Props {
  userId: string;
  change: Change;
  isDangerous: boolean;
}

export function ChangeForm({ userId, change, isDangerous }: Props) {
  const path = { user_id: userId };
  const { data: person } = api.useSuspenseQuery("get", "/api/users/{user_id}", { params: { path } });
  const update = api.useMutation("patch", "/api/users/{user_id}");
  const remove = api.useMutation("delete", "/api/users/{user_id}/factors/{name}");
  const form = useForm();
  const navigate = useNavigate();
  const list = useListQuery();
  const hash = `person-${userId}`;
  async function send(): Promise<void> {
    if (change.factor) await remove.mutateAsync({ params: { path: { ...path, name: change.factor } } });
    else await update.mutateAsync({ params: { path }, body: change.body ?? {} });
    await reload("/api/users");
    carryMessage("done", `${person.email}: ${change.outcome}`);
    await navigate({ to: "/admin", search: { ...list }, hash });
  }
  return (
    <section className="narrow">
      <Title>{change.label}</Title>
      <h1>{change.label}?</h1>
      <div className="card">
        <p><strong>{person.email}</strong></p>
        <p>{change.consequences}</p>
        <Form form={form} onSubmit={send}>
          <p className="buttons">
            <button className={isDangerous ? "danger" : undefined}>{change.label}</button>
            <Link className="button quiet" to="/admin" search={{ ...list }} hash={hash}>Cancel</Link>
          </p>
        </Form>
      </div>
    </section>
  );
}
