import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { useSearchParams } from "../web/search";
import { useNow } from "../web/useNow";
import { onPlainClick } from "./clicks";
import type { Notice } from "./TodoNotice";
import { TodoRow } from "./TodoRow";
import type { useTodoList } from "./useTodoList";

interface Props {
  list: ReturnType<typeof useTodoList>;
  /** The ids of the todos that the person edits. */
  editing: string[];
  onEdit: (editing: string[]) => void;
  onNotice: (notice?: Notice) => void;
}

export function TodoList({ list, editing, onEdit, onNotice }: Props) {
  const now = useNow();
  const { complete } = useSearchParams();
  const count = list.data?.pages.length ?? 0;
  const first = list.data?.pages.at(-1)?.items[0];
  const shown = useRef(count);
  useEffect(() => {
    // If the person asked for older todos, the first of them gets the focus.
    if (count > shown.current && shown.current > 0) document.getElementById(`tick-${first?.id ?? ""}`)?.focus();
    shown.current = count;
  }, [count, first]);
  return (
    <ul id="todos" className="todos" aria-busy={list.isPending}>
      {list.todos.map((todo) => (
        <TodoRow
          key={todo.id}
          todo={todo}
          now={now}
          isEdited={editing.includes(todo.id)}
          onEdit={(isEdited) => { onEdit(isEdited ? [...editing, todo.id] : editing.filter((id) => id !== todo.id)); }}
          onNotice={onNotice}
        />
      ))}
      {list.next && (
        <li className="more">
          <Link id="more" to="/todos" search={{ complete, cursor: list.next }} onClick={onPlainClick(() => void list.fetchNextPage())}>
            Show older todos
          </Link>
        </li>
      )}
    </ul>
  );
}
