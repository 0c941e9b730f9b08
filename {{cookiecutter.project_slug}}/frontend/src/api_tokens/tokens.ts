/** The person's API tokens, without their secrets. */
import { api } from "../web/api";
import { queryClient } from "../web/query";

export const tokensQuery = api.queryOptions("get", "/api/tokens");

export function reloadTokens(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey });
}
