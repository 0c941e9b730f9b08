/** The person who is logged in. The cookie that says so cannot be read by scripts. */
import { useSuspenseQuery } from "@tanstack/react-query";

import { api, type Schemas } from "../web/api";
import { onSessionEnd, queryClient } from "../web/query";
import { setTimeZone } from "../web/timeZone";

export type User = Schemas["User"];

export const sessionQuery = api.queryOptions("get", "/api/sessions/current", {}, { staleTime: 60_000 });

onSessionEnd(() => { void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey }); });

/** Return the person, or null for a visitor. */
export async function findUser(): Promise<User | null> {
  const { user } = await queryClient.query(sessionQuery);
  if (user) setTimeZone(user.time_zone);
  return user;
}

/** Return the person, or null for a visitor. */
export function useVisitor(): User | null {
  return useSuspenseQuery(sessionQuery).data.user;
}

/** Return the person. Only for pages with the guard `requireLogin`. */
export function useUser(): User {
  const user = useVisitor();
  if (!user) throw new Error("This page needs the guard requireLogin.");
  return user;
}

/** Take over what the server has answered about the person. */
export function keepUser(user: User): void {
  queryClient.setQueryData(sessionQuery.queryKey, { user });
  setTimeZone(user.time_zone);
}

/** Forget everything that the server has said to the person who was logged in. */
export function forgetUser(): void {
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, { user: null });
}
