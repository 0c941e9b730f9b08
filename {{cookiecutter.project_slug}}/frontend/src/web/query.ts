/** What the pages have asked the server for, kept until it may have changed. */
import { QueryCache, QueryClient } from "@tanstack/react-query";

import { isProblem } from "./api";

type Listener = () => void;

const listeners = new Set<Listener>();

/** Call `listener` when an answer shows that nobody is logged in any longer. */
export function onSessionEnd(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error) {
      if (isProblem(error) && error.status === 401) listeners.forEach((listener) => { listener(); });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server has refused once, it refuses again.
      retry: (count, error) => count < 2 && (!isProblem(error) || error.status === 503),
    },
    mutations: { networkMode: "always" },
  },
});
