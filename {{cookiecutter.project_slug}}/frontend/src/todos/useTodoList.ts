import { keepPreviousData } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { api } from "../web/api";
import { useEvents } from "../web/useEvents";
import { reloadTodos, resetTodos, TAB } from "./todos";

// Several changes at the same time are one reason to load the list anew.
const PAUSE = 100;

interface Filter {
  complete?: string;
  cursor?: string;
}

/**
 * Return the list of the todos with this filter. It is loaded anew when todos change in other tabs, on
 * other devices or through the API, but not while the person is `editing` one of them.
 */
export function useTodoList({ complete, cursor }: Filter, editing: string[]) {
  const query = { ...(complete && { complete: complete === "true" }), ...(cursor && { cursor }) };
  const list = api.useInfiniteQuery("get", "/api/todos", { params: { query } }, {
    pageParamName: "cursor",
    // Not undefined, in place of which the client sends a 0.
    initialPageParam: cursor ?? null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    // The events say when it has changed.
    staleTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const pages = list.data?.pages ?? [];
  const todos = pages.flatMap((page) => page.items);

  const [hasChanged, setChanged] = useState(false);
  const isFirst = useRef(true);
  useEvents("/api/todos/events", (event) => {
    // The list was loaded with the page.
    if (event ? event.data !== TAB["X-Tab"] : !isFirst.current) setChanged(true);
    isFirst.current = false;
  });
  // All older todos would take many requests, each time. So let the person decide.
  const hasOlder = pages.length > 1;
  const isEdited = todos.some(({ id }) => editing.includes(id));
  useEffect(() => {
    if (!hasChanged || hasOlder || isEdited) return;
    const timer = setTimeout(() => {
      setChanged(false);
      void reloadTodos();
    }, PAUSE);
    return () => { clearTimeout(timer); };
  }, [hasChanged, hasOlder, isEdited]);

  function reset(): void {
    setChanged(false);
    void resetTodos();
  }
  return { ...list, todos, hasOlder, next: pages.at(-1)?.next_cursor, isStale: hasChanged && hasOlder, reset };
}
