/** The todos that the pages have asked for, kept up to date with each change. */
import type { InfiniteData } from "@tanstack/react-query";

import { api, type Schemas } from "../web/api";
import { queryClient } from "../web/query";

export type Todo = Schemas["Todo"];

type Lists = InfiniteData<Schemas["TodoList"]>;

const LISTS = ["get", "/api/todos"];
// The events say when they have changed.
export const countsQuery = api.queryOptions("get", "/api/todos/counts", {}, { staleTime: 0, refetchOnWindowFocus: false });

export function todoQuery(id: string) {
  return api.queryOptions("get", "/api/todos/{todo_id}", { params: { path: { todo_id: id } } });
}

/** Names this tab in requests. The event of a change that it has made comes back with the name. */
export const TAB = { "X-Tab": Math.random().toString(36).slice(2) };

/** Take over what the server has answered about a todo. */
export function keepTodo(todo: Todo): void {
  queryClient.setQueryData(todoQuery(todo.id).queryKey, todo);
  changeItems((items) => items.map((item) => (item.id === todo.id ? todo : item)));
}

export function dropTodo(todo: Todo): void {
  changeItems((items) => items.filter(({ id }) => id !== todo.id));
}

/** Show a new todo at the top of the list, unless that has only those that are done. */
export function prependTodo(todo: Todo, complete: string | undefined): void {
  changeItems((items, isTop) => (isTop && complete !== "true" ? [todo, ...items] : items));
}

/** Change the items of the list that is shown, and let the others be loaded anew with their page. */
function changeItems(change: (items: Todo[], isTop: boolean) => Todo[]): void {
  // An answer from before the change is out of date, so ask again.
  const refetchType = queryClient.isFetching({ queryKey: LISTS }) ? "active" : "none";
  queryClient.setQueriesData<Lists>({ queryKey: LISTS, type: "active" }, (data) => (
    data && { ...data, pages: data.pages.map((page, index) => ({ ...page, items: change(page.items, index === 0) })) }
  ));
  void queryClient.invalidateQueries({ queryKey: LISTS, refetchType });
  void loadCounts();
}

async function loadCounts(): Promise<void> {
  await queryClient.refetchQueries({ queryKey: countsQuery.queryKey });
}

/** Load all that is shown anew. */
export async function reloadTodos(): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey: LISTS }), loadCounts()]);
}

/** Load the newest todos anew, and drop the older ones. */
export async function resetTodos(): Promise<void> {
  await Promise.all([queryClient.resetQueries({ queryKey: LISTS }), loadCounts()]);
}
