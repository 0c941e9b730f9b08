/** The changes that admins make to an account. */
import { useSuspenseQuery } from "@tanstack/react-query";

import { api, type Schemas } from "../web/api";

/** The button of a change, what it leads to, and what to say afterwards. */
export interface Change {
  label: string;
  consequences: string;
  outcome: string;
  body?: Partial<Pick<Schemas["User"], "role" | "disabled">>;
  /** The factor that it removes. */
  factor?: string;
}

const CHANGES: Record<string, Change> = {
  disable: {
    label: "Disable the account",
    consequences:
      "They are logged out everywhere immediately, and can no longer log in. None of their data is deleted. We will"
      + " tell them by email.",
    outcome: "The account is disabled and logged out everywhere.",
    body: { disabled: true },
  },
  enable: {
    label: "Enable the account",
    consequences: "They can log in again as before. We will tell them by email.",
    outcome: "They can log in again.",
    body: { disabled: false },
  },
  "make-admin": {
    label: "Make them an admin",
    consequences:
      "They can do everything that you can do here, including disabling your account. We will tell them by email.",
    outcome: "They are now an admin.",
    body: { role: "admin" },
  },
  "make-user": {
    label: "Make them a user",
    consequences: "They can no longer see these pages. We will tell them by email.",
    outcome: "They are no longer an admin.",
    body: { role: "user" },
  },
};

const factorsQuery = api.queryOptions("get", "/api/factors", {}, { staleTime: "static" });

/** Return every change by its name, with one for each factor that a person may have lost. */
export function useChanges(): Record<string, Change> {
  const removals = useSuspenseQuery(factorsQuery).data.items.map(({ name, label }): [string, Change] => [
    `remove-${name}`,
    {
      label: `Remove ${label}`,
      consequences:
        "They log in without it from now on. They are logged out everywhere, and we will tell them by email. Do this"
        + " if they have lost it.",
      outcome: `They log in without ${label} from now on.`,
      factor: name,
    },
  ]);
  return { ...CHANGES, ...Object.fromEntries(removals) };
}
