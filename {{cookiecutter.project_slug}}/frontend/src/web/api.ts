/** The client of the API. Its types are made from the app's OpenAPI document: `make client`. */
import createClient from "openapi-fetch";
import createHooks from "openapi-react-query";

import type { components, paths } from "./openapi";

export type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];

export const client = createClient<paths>({
  baseUrl: location.origin,
  // Looked up at each call, so that tests can replace it.
  fetch: (request) => globalThis.fetch(request),
});

/** Hooks for requests: `api.useQuery("get", "/api/…")`, `api.useMutation("post", "/api/…")`. */
export const api = createHooks(client);

/** Return whether something that was thrown is an answer of the server, and not a lost connection. */
export function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "status" in error && "detail" in error;
}

/** Return a sentence for a person about anything that was thrown. */
export function describeError(error: unknown): string {
  if (isProblem(error)) {
    const id = error.request_id ? ` Request ID: ${error.request_id}` : "";
    return error.detail + id;
  }
  return "We can’t reach the server. Check your connection, and try again.";
}
