/** Guards of pages: they redirect people who may not see a page. */
import { type ParsedLocation, redirect } from "@tanstack/react-router";

import { isLocalPath } from "../web/paths";
import { findStart } from "./destinations";
import { findUser } from "./session";

interface Visit {
  location: ParsedLocation;
}

/** Send visitors to the login page, and back to this page once they have logged in. */
export async function requireLogin({ location }: Visit): Promise<void> {
  if (!(await findUser())) throw redirect({ to: "/login", search: { next: location.href } });
}

/** Send people who are logged in to where they were going. */
export async function requireVisitor({ location }: Visit): Promise<void> {
  const { next } = location.search as { next?: unknown };
  if (await findUser()) throw redirect({ href: isLocalPath(next) ? next : findStart() });
}
