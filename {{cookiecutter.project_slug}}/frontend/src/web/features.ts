/** The features: each directory beside this one that has an `index.ts`. Nothing else names them. */
import type { AnyRoute } from "@tanstack/react-router";
import type { ComponentType } from "react";

export interface Link {
  label: string;
  to: string;
  /** Links with a lower number come first. Without it, the number is 0. */
  order?: number;
  /** Without it, the link is always shown. */
  isShown?: () => boolean;
}

/** What a feature adds to the pages. Its `index.ts` exports one as its default. */
export interface Feature {
  routes?: AnyRoute[];
  /** Shown in the header to people who are logged in. The first one is where they start. */
  navigation?: Link[];
  /** Shown in the menu of the person's account. */
  menu?: Link[];
  /** Shown beside each page of the settings. */
  settings?: Link[];
  /** Fills the header beside the name of the app. */
  Header?: ComponentType;
  /** Added to pages with live data. */
  LivePart?: ComponentType;
  /** Says how to go on, below the refusal of a form. */
  RefusalHint?: ComponentType<{ status: number }>;
}

const modules = import.meta.glob<{ default: Feature }>("../*/index.ts*", { eager: true });

export function listFeatures(): Feature[] {
  return Object.values(modules).map((module) => module.default);
}

/** Return the links that all features have added in one place. */
export function listLinks(place: "navigation" | "menu" | "settings"): Link[] {
  return listFeatures()
    .flatMap((feature) => feature[place] ?? [])
    .filter(({ isShown }) => isShown?.() ?? true)
    .sort((one, other) => (one.order ?? 0) - (other.order ?? 0));
}
