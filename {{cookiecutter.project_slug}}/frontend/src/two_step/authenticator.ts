/** Whether two-step login is on, and the recovery codes that were just made. */
import { api } from "../web/api";
import { queryClient } from "../web/query";

export const authenticatorQuery = api.queryOptions("get", "/api/users/me/authenticator");

export function reloadAuthenticator(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: authenticatorQuery.queryKey });
}

// They are shown once, and must not have an address, or be stored with the history of the browser.
let recoveryCodes: string[] = [];

export function keepRecoveryCodes(codes: string[]): void {
  recoveryCodes = codes;
}

export function findRecoveryCodes(): string[] {
  return recoveryCodes;
}
