import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import type { Schemas } from "../web/api";
import { ActivityItem } from "./ActivityItem";

interface Props {
  pages: Schemas["Activity"][];
  /** Loads the next page. */
  onMore: () => Promise<unknown>;
}

/** The events of a person, newest first. The link to older ones adds them to the list. */
export function ActivityList({ pages, onMore }: Props) {
  const first = useRef<HTMLLIElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    // If the person asked for older events, the first of them gets the focus.
    if (asked.current) first.current?.focus();
    asked.current = false;
  }, [pages.length]);
  const next = pages.at(-1)?.next_cursor;
  const events = pages.flatMap((page, number) =>
    page.items.map((event, index) => (
      <ActivityItem key={event.id} event={event} ref={index === 0 && number === pages.length - 1 ? first : undefined} />
    )),
  );
  return (
    <ul className="places">
      {events.length > 0 ? events : <li>Nothing happened in the last 90 days.</li>}
      {next && (
        <li className="more">
          <Link
            to="."
            search={{ cursor: next }}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              asked.current = true;
              void onMore();
            }}
          >
            Show older activity
          </Link>
        </li>
      )}
    </ul>
  );
}
