/** Guards of pages: they redirect people who may not see a page. */
import { notFound, type ParsedLocation, redirect } from "@tanstack/react-router";

import { carryMessage } from "../web/messages";
import { isLocalPath } from "../web/paths";
import { findStart } from "./destinations";
import { listSecuritySections } from "./seams";
import { findUser, wasLoggedIn } from "./session";

export interface Visit {
  location: ParsedLocation;
  /** The page is only loaded in advance. */
  preload: boolean;
}

/** Send visitors to the login page, and back to this page once they have logged in. */
export async function requireLogin({ location, preload }: Visit): Promise<void> {
  if (await findUser()) return;
  if (wasLoggedIn() && !preload) carryMessage("note", "Your session has ended. Please log in again.");
  throw redirect({ to: "/login", search: { next: location.href } });
}

/** Send people who are logged in to where they were going. */
export async function requireVisitor({ location }: Visit): Promise<void> {
  const { next } = location.search as { next?: unknown };
  if (await findUser()) throw redirect({ href: isLocalPath(next) ? next : findStart() });
}

/** Let people in who are logged in, if a feature has added a section to the security page. */
export async function requireSections(visit: Visit): Promise<void> {
  await requireLogin(visit);
  if (listSecuritySections().length === 0) throw notFound();
}
