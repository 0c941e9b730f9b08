/** What the pages have asked the server for, kept until it may have changed. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { isProblem } from "./api";

type Listener = () => void;

const listeners = new Set<Listener>();
const handlers = new Map<string, Listener>();

/** Call `listener` when an answer shows that nobody is logged in any longer. */
export function onSessionEnd(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Call `handler` for every refusal with this `type` of problem details, whatever was refused. Nothing
 * else reports it to the person.
 */
export function handleProblem(type: string, handler: Listener): () => void {
  handlers.set(type, handler);
  return () => handlers.delete(type);
}

/** Return whether a refusal has a handler, and so needs no message where it came. */
export function isHandled(error: unknown): boolean {
  return isProblem(error) && handlers.has(error.type);
}

function handleError(error: unknown): void {
  if (isProblem(error)) handlers.get(error.type)?.();
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error) {
      handleError(error);
      if (isProblem(error) && error.status === 401) listeners.forEach((listener) => { listener(); });
    },
  }),
  mutationCache: new MutationCache({ onError: handleError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server has refused once, it refuses again.
      retry: (count, error) => count < 2 && (!isProblem(error) || error.status === 503),
    },
    mutations: { networkMode: "always" },
  },
});
