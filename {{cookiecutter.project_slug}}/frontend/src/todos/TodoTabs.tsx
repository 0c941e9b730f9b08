import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { countsQuery } from "./todos";

// The server does not count more.
const MOST = 999;

/** The filters of the list, and how many todos each has. */
export function TodoTabs() {
  const { data } = useQuery(countsQuery);
  const tabs = [
    { label: "All", count: data && data.open + data.done },
    { label: "Open", complete: "false", count: data?.open },
    { label: "Done", complete: "true", count: data?.done },
  ];
  return (
    <nav id="tabs" className="tabs" aria-label="Filter todos">
      {tabs.map(({ label, complete, count = "" }) => (
        <Link key={label} id={`filter-${label}`} to="/todos" search={{ complete }} activeOptions={{ exact: true }}>
          {label} <span className="count">{typeof count === "number" && count > MOST ? `${MOST}+` : count}</span>
        </Link>
      ))}
    </nav>
  );
}
