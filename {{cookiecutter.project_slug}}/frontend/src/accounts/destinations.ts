/** Where people go once they have logged in. */
import { useNavigate } from "@tanstack/react-router";

import { listLinks } from "../web/features";
import { isLocalPath } from "../web/paths";
import { useSearchParams } from "../web/search";
import { keepUser, type User } from "./session";

/** Return the first page of the navigation. */
export function findStart(): string {
  return [...listLinks("navigation"), ...listLinks("settings")][0]?.to ?? "/";
}

/** Return what leads people to where they were going. */
export function useGoOn(): () => void {
  const navigate = useNavigate();
  const { next } = useSearchParams();
  return () => { void navigate({ href: isLocalPath(next) ? next : findStart() }); };
}

/** Return what to call with a person who has just logged in: it leads to where they were going. */
export function useEnter(): (user: User) => void {
  const goOn = useGoOn();
  return (user) => {
    keepUser(user);
    goOn();
  };
}
