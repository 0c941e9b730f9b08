import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { listLinks } from "./features";
import { Title } from "./Title";

interface Props {
  title: string;
  children: ReactNode;
}

/** A page of the settings, with the links to all others beside it. */
export function SettingsPage({ title, children }: Props) {
  return (
    <div className="settings">
      <Title>{title}</Title>
      <nav aria-labelledby="settings">
        <p className="kicker" id="settings">Settings</p>
        {listLinks("settings").map(({ label, to }) => (
          <Link key={to} to={to} activeOptions={{ exact: true }}>{label}</Link>
        ))}
      </nav>
      <section>
        <h1>{title}</h1>
        {children}
      </section>
    </div>
  );
}
