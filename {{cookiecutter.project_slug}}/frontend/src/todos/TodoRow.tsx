import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { api, isProblem } from "../web/api";
import { useSearchParams } from "../web/search";
import { Time } from "../web/Time";
import { onPlainClick } from "./clicks";
import { EditTodo } from "./EditTodo";
import type { Notice } from "./TodoNotice";
import { dropTodo, keepTodo, reloadTodos, TAB, type Todo } from "./todos";

interface Props {
  todo: Todo;
  now: number;
  isEdited: boolean;
  onEdit: (isEdited: boolean) => void;
  /** Called without a notice when the last one is out of date. */
  onNotice: (notice?: Notice) => void;
}

/** A todo in a list. What the person does to it is shown before the server has answered. */
export function TodoRow({ todo, now, isEdited, onEdit, onNotice }: Props) {
  const search = useSearchParams();
  const request = { params: { path: { todo_id: todo.id } }, headers: TAB };
  const shared = {
    // One after the other, so that the last click counts.
    scope: { id: todo.id },
    onMutate: () => { onNotice(); },
    onError(error: unknown) {
      onNotice({ error });
      // It was deleted elsewhere.
      if (isProblem(error) && error.status === 404) void reloadTodos();
    },
  };
  const tick = api.useMutation("patch", "/api/todos/{todo_id}", { ...shared, onSuccess: keepTodo });
  const isComplete = tick.isPending ? tick.variables.body.complete : todo.complete;
  const remove = api.useMutation("delete", "/api/todos/{todo_id}", {
    ...shared,
    onSuccess() {
      dropTodo(todo);
      onNotice({ verb: "Deleted", todo });
    },
  });

  const edit = useRef<HTMLAnchorElement>(null);
  const wasEdited = useRef(isEdited);
  useEffect(() => {
    // The form that had the focus is gone.
    if (wasEdited.current && !isEdited) edit.current?.focus();
    wasEdited.current = isEdited;
  }, [isEdited]);

  if (remove.isPending) return null;
  if (isEdited) return <li className="todo"><EditTodo todo={todo} onDone={() => { onEdit(false); }} /></li>;
  return (
    <li className="todo">
      <button
        className="tick"
        id={`tick-${todo.id}`}
        aria-pressed={isComplete}
        aria-label={`Done: ${todo.task}`}
        onClick={() => { tick.mutate({ ...request, body: { complete: !isComplete } }); }}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 8.5l3 3 6-7" /></svg>
      </button>
      <div className="text">
        <span className="task" dir="auto">{todo.task}</span>
        {todo.due && (
          <span className="due">
            {!isComplete && Date.parse(todo.due) < now && <><strong>Overdue.</strong> </>}
            Due <Time moment={todo.due} />
          </span>
        )}
      </div>
      <div className="actions">
        <Link ref={edit} to={`/todos/${todo.id}/edit`} search={search} onClick={onPlainClick(() => { onEdit(true); })}>
          Edit<span className="unseen"> {todo.task}</span>
        </Link>
        <button className="link" onClick={() => { remove.mutate(request); }}>
          Delete<span className="unseen"> {todo.task}</span>
        </button>
      </div>
    </li>
  );
}
