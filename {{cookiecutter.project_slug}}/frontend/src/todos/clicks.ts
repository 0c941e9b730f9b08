import type { MouseEvent } from "react";

/** Return a handler for a link that acts in this page, unless the person opens it in another tab. */
export function onPlainClick(act: () => void) {
  return (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    act();
  };
}
