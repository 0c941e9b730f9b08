import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { type Todo, todoQuery } from "./todos";

/** Return the todo of the page. */
export function useTodo(): Todo {
  const { todoId }: { todoId?: string } = useParams({ strict: false });
  return useSuspenseQuery(todoQuery(todoId ?? "")).data;
}
