/** What the server says about the app itself. */
import { useSuspenseQuery } from "@tanstack/react-query";

import { api, type Schemas } from "./api";

export const appQuery = api.queryOptions("get", "/api/app", {}, {
  staleTime: "static",
  meta: { outlivesSession: true },
});

export function useApp(): Schemas["AppInfo"] {
  return useSuspenseQuery(appQuery).data;
}
