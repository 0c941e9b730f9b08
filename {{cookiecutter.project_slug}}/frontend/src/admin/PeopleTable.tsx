import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { NobodyFound } from "./NobodyFound";
import { PersonRow } from "./PersonRow";
import { useListQuery } from "./listQuery";
import { usePeople } from "./usePeople";

export function PeopleTable() {
  const people = usePeople();
  const list = useListQuery();
  const { hash } = useLocation();
  const first = useRef<HTMLTableRowElement>(null);
  const asked = useRef(false);
  const pages = people.data?.pages ?? [];
  useEffect(() => {
    // If the person asked for more, the first of them gets the focus.
    if (asked.current) first.current?.querySelector<HTMLElement>("button, a")?.focus();
    asked.current = false;
  }, [pages.length]);
  const next = pages.at(-1)?.next_cursor;
  return (
    <table className="people" aria-busy={people.isPending}>
      <thead>
        <tr>
          <th>Email address</th><th>Status</th><th>Last seen</th><th>Member since</th>
          <th><span className="unseen">Change</span></th>
        </tr>
      </thead>
      <tbody>
        {pages.map((page, number) => page.items.map((person, index) => (
          <PersonRow
            key={person.id}
            person={person}
            isTarget={hash === `person-${person.id}`}
            ref={index === 0 && number === pages.length - 1 ? first : undefined}
          />
        )))}
        {pages[0]?.items.length === 0 && <NobodyFound />}
        {next && (
          <tr>
            <td className="more" colSpan={5}>
              <Link
                to="/admin"
                search={{ ...list, cursor: next }}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  asked.current = true;
                  void people.fetchNextPage();
                }}
              >
                Show more people
              </Link>
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
