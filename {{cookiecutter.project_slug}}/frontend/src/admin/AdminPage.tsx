import "./admin.css";

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Title } from "../web/Title";

const TABS = [
  { label: "People", to: "/admin" },
  { label: "Mail", to: "/admin/outbox" },
  { label: "Jobs", to: "/admin/jobs" },
  { label: "Tasks", to: "/admin/tasks" },
];

interface Props {
  title: string;
  /** The title, unless that says more. */
  heading?: string;
  children: ReactNode;
}

/** A page for admins, with the links to all others above it. */
export function AdminPage({ title, heading = title, children }: Props) {
  return (
    <>
      <Title>{title}</Title>
      <h1>{heading}</h1>
      <nav className="tabs" aria-label="Administration">
        {TABS.map(({ label, to }) => (
          <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>{label}</Link>
        ))}
      </nav>
      {children}
    </>
  );
}
