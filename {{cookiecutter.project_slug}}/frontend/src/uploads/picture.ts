/** Whether the person has a profile picture. */
import { api } from "../web/api";
import { queryClient } from "../web/query";

export const pictureQuery = api.queryOptions("get", "/api/users/me/picture/state");

export function reloadPicture(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: pictureQuery.queryKey });
}
