/** The time zone in which moments are shown: the person's own, or else the browser's. */
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

export function findBrowserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

let zone: string | undefined;

/** Show all moments in this time zone from now on. */
export function setTimeZone(name: string): void {
  zone = name;
  listeners.forEach((listener) => { listener(); });
}

export function useTimeZone(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    // The browser takes a while to find its own, and most pages of a person do not need it.
    () => (zone ??= findBrowserZone()),
  );
}
