/** The person who is logged in. The cookie that says so cannot be read by scripts. */
import { useSuspenseQuery } from "@tanstack/react-query";

import { api, type Schemas } from "../web/api";
import { queryClient } from "../web/query";
import { setTimeZone } from "../web/timeZone";

export type User = Schemas["User"];

export const sessionQuery = api.queryOptions("get", "/api/sessions/current", {}, {
  staleTime: 60_000,
  meta: { outlivesSession: true },
});

// Who was logged in last. A page is still drawn, and keeps what was typed, while the session ends.
let last: User | null = null;

/** Return the person, or null for a visitor. */
export async function findUser(): Promise<User | null> {
  const { user } = await queryClient.query(sessionQuery);
  if (user) remember(user);
  return user;
}

/** Return the person, or null for a visitor. */
export function useVisitor(): User | null {
  return useSuspenseQuery(sessionQuery).data.user;
}

/** Return the person. Only for pages with the guard `requireLogin`. */
export function useUser(): User {
  const user = useVisitor() ?? last;
  if (!user) throw new Error("This page needs the guard requireLogin.");
  return user;
}

/** Return whether this browser has shown somebody's pages since the person logged out last. */
export function wasLoggedIn(): boolean {
  return last !== null;
}

/** Take over what the server has answered about the person. */
export function keepUser(user: User): void {
  queryClient.setQueryData(sessionQuery.queryKey, { user });
  remember(user);
}

function remember(user: User): void {
  last = user;
  setTimeZone(user.time_zone);
}

/** Take in that nobody is logged in any longer. */
export function endSession(): void {
  queryClient.setQueryData(sessionQuery.queryKey, { user: null });
}

/** Forget everything that the server has said to the person who was logged in. */
export function forgetUser(): void {
  last = null;
  // Changed and not removed, because what is on the screen would not hear of that.
  endSession();
  queryClient.removeQueries({ predicate: ({ meta }) => !meta?.outlivesSession });
  queryClient.getMutationCache().clear();
}
