import { useState } from "react";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { Form } from "../web/Form";
import { readLocalTime } from "../web/localTimes";
import { TextField } from "../web/TextField";
import { TimeField } from "../web/TimeField";
import { useTimeZone } from "../web/timeZone";
import type { Notice } from "./TodoNotice";
import { prependTodo, TAB } from "./todos";

interface Props {
  /** The filter of the list. */
  complete: string | undefined;
  onNotice: (notice?: Notice) => void;
}

const EMPTY = { task: "", due: "" };

export function NewTodo({ complete, onNotice }: Props) {
  // The one that the form was shown with, even if the person has changed theirs since.
  const [zone] = useState(useTimeZone());
  const form = useForm({ defaultValues: EMPTY });
  const create = api.useMutation("post", "/api/todos");
  async function add(values: typeof EMPTY): Promise<void> {
    onNotice();
    const body = { task: values.task, complete: false, due: readLocalTime(values.due, zone) };
    const todo = await create.mutateAsync({ body, headers: TAB });
    prependTodo(todo, complete);
    onNotice({ verb: "Added", todo });
    // Keep what the person has typed in the meantime.
    const sent = (["task", "due"] as const).filter((name) => form.getValues(name) === values[name]);
    for (const name of sent) form.setValue(name, "");
    if (sent.length === 2) form.setFocus("task");
  }
  return (
    <Form form={form} onSubmit={add} className="card new-todo">
      <TextField name="task" label="What do you need to do?" maxLength={500} required dir="auto" autoComplete="off" />
      <TimeField name="due" label="Due" zone={zone} min="1900-01-01T00:00" />
      <button>Add</button>
    </Form>
  );
}
