import { Link } from "@tanstack/react-router";

import { type ListQuery, useListQuery } from "./listQuery";

const FILTERS: [string, Pick<ListQuery, "role" | "disabled">][] = [
  ["Everyone", {}],
  ["Admins", { role: "admin" }],
  ["Disabled", { disabled: "true" }],
];

export function PeopleFilters() {
  const { search, role, disabled } = useListQuery();
  return (
    <nav className="tabs filters" aria-label="Filter people">
      {FILTERS.map(([label, filter]) => (
        <Link
          key={label}
          to="/admin"
          search={{ search, ...filter }}
          // Of an address without this filter, the router would take the link for the current one.
          activeProps={{ "aria-current": undefined }}
          aria-current={filter.role === role && filter.disabled === disabled ? "page" : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
