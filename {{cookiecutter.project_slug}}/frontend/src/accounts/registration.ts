/** The rules for signing up. */
import { useSuspenseQuery } from "@tanstack/react-query";

import { api, type Schemas } from "../web/api";

const rulesQuery = api.queryOptions("get", "/api/registration", {}, {
  staleTime: "static",
  meta: { outlivesSession: true },
});

export function useRegistrationRules(): Schemas["RegistrationRules"] {
  return useSuspenseQuery(rulesQuery).data;
}
