/** Whether the person has a password. People who log in in another way may have none. */
import { api } from "../web/api";

export function useHasPassword(): boolean {
  return api.useSuspenseQuery("get", "/api/users/me/password").data.has_password;
}
