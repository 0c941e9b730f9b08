/** Messages about what just happened, shown above the page until the person goes on. */
import { useSyncExternalStore } from "react";

export interface Message {
  kind: "done" | "refused" | "note";
  text: string;
}

let shown: Message[] = [];
// Given by a page that leads to another one, which shows them.
let carried = 0;
const listeners = new Set<() => void>();

function show(messages: Message[]): void {
  shown = messages;
  listeners.forEach((listener) => { listener(); });
}

export function showMessage(kind: Message["kind"], text: string): void {
  show([{ kind, text }]);
}

/** Show a message on the page that the person is being led to. */
export function carryMessage(kind: Message["kind"], text: string): void {
  carried = 1;
  showMessage(kind, text);
}

/** Drop what was shown on the page before. */
export function dropMessages(): void {
  if (carried) carried = 0;
  else show([]);
}

export function useMessages(): Message[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
