import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { CheckField } from "../web/CheckField";
import { Form } from "../web/Form";
import { readLocalTime, writeLocalTime } from "../web/localTimes";
import { useSearchParams } from "../web/search";
import { TextField } from "../web/TextField";
import { TimeField } from "../web/TimeField";
import { useTimeZone } from "../web/timeZone";
import { onPlainClick } from "./clicks";
import { keepTodo, TAB, type Todo } from "./todos";

interface Props {
  todo: Todo;
  onDone: () => void;
}

export function EditTodo({ todo: { id, task, complete, due }, onDone }: Props) {
  // The one that the form was shown with, even if the person has changed theirs since.
  const [zone] = useState(useTimeZone());
  const [before] = useState(due);
  const form = useForm({ defaultValues: { task, complete, due: writeLocalTime(due, zone) } });
  const search = useSearchParams();
  const replace = api.useMutation("put", "/api/todos/{todo_id}");
  async function save(values: { task: string; complete: boolean; due: string }): Promise<void> {
    const body = { ...values, due: readLocalTime(values.due, zone, before) };
    keepTodo(await replace.mutateAsync({ params: { path: { todo_id: id } }, body, headers: TAB }));
    onDone();
  }
  return (
    <Form form={form} onSubmit={save} className="edit">
      <TextField
        name="task"
        id={`task-${id}`}
        label="What do you need to do?"
        maxLength={500}
        required
        dir="auto"
        autoComplete="off"
        autoFocus
      />
      <TimeField name="due" id={`due-${id}`} label="Due" zone={zone} />
      <CheckField name="complete" label="Done" />
      <p className="buttons">
        <button>Save</button>
        <Link className="button quiet" to="/todos" search={search} onClick={onPlainClick(onDone)}>Cancel</Link>
      </p>
    </Form>
  );
}
