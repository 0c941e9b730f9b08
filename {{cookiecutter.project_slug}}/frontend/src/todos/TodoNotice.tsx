import { useEffect, useRef } from "react";

import { api, describeError } from "../web/api";
import { Flash } from "../web/Flash";
import { reloadTodos, TAB, type Todo } from "./todos";

/** What just happened to a todo, or why it did not happen. */
export type Notice = { verb: "Added" | "Deleted" | "Restored"; todo: Todo } | { error: unknown };

interface Props {
  notice: Notice | undefined;
  onNotice: (notice: Notice) => void;
}

/** The message about what just happened. It has a button that brings a deleted todo back. */
export function TodoNotice({ notice, onNotice }: Props) {
  const restore = api.useMutation("post", "/api/todos/restore", {
    onSuccess(todo) {
      onNotice({ verb: "Restored", todo });
      void reloadTodos();
    },
  });
  const done = notice && "verb" in notice ? notice : undefined;
  const deleted = done?.verb === "Deleted" ? done.todo : undefined;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The row that had the focus is gone.
    if (deleted) element.current?.focus({ preventScroll: true });
  }, [deleted]);
  const error: unknown = notice && "error" in notice ? notice.error : deleted && restore.error;
  return (
    <div role="status" tabIndex={-1} ref={element}>
      {done && (
        <Flash kind="done">
          {done.verb} “<bdi>{shorten(done.todo.task)}</bdi>”.
          {deleted && (
            <>
              {" "}
              <button className="link" onClick={() => { restore.mutate({ body: deleted, headers: TAB }); }}>Undo</button>
            </>
          )}
        </Flash>
      )}
      {Boolean(error) && <Flash kind="refused">{describeError(error)}</Flash>}
    </div>
  );
}

function shorten(task: string): string {
  const letters = Array.from(task);
  return letters.length <= 60 ? task : `${letters.slice(0, 60).join("")}…`;
}
