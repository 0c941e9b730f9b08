/** Who may see the pages for admins. The API refuses everyone else by itself. */
import { requireLogin } from "../accounts/guards";
import { sessionQuery, type User } from "../accounts/session";
import type { Problem } from "../web/api";
import { queryClient } from "../web/query";

const REFUSAL: Problem = {
  type: "about:blank",
  title: "Forbidden",
  status: 403,
  detail: "Only admins can do this.",
};

export function isAdmin(): boolean {
  return queryClient.getQueryData<{ user: User | null }>(sessionQuery.queryKey)?.user?.role === "admin";
}

/** Send visitors to the login page, and refuse anyone who is no admin. */
export async function requireAdmin(visit: Parameters<typeof requireLogin>[0]): Promise<void> {
  await requireLogin(visit);
  if (!isAdmin()) throw REFUSAL;
}
