/** Sensitive acts need a fresh login: a password that was typed within the last minutes. */
import { redirect } from "@tanstack/react-router";

import { client, isProblem } from "../web/api";
import { requireLogin, type Visit } from "./guards";

/** The `type` of the problem details of a refusal, after which the password is asked for. */
export const FRESH_LOGIN_REQUIRED = "/problems/fresh-login-required";

/** Return whether the login is fresh. */
async function isFresh(): Promise<boolean> {
  const { error } = await client.GET("/api/sessions/current/confirm");
  if (!error) return true;
  if (isProblem(error) && error.type === FRESH_LOGIN_REQUIRED) return false;
  throw error;
}

/** Ask for the password before the page, so that nothing that is typed there is lost. */
export async function requireFreshLogin(visit: Visit): Promise<void> {
  await requireLogin(visit);
  if (!(await isFresh())) throw redirect({ to: "/account/confirm", search: { next: visit.location.href } });
}
