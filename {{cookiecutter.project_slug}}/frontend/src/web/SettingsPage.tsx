import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { listLinks } from "./features";
import { Title } from "./Title";

interface Props {
  title: string;
  children: ReactNode;
}

/** A page of the settings, with the links to all others beside it. */
export function SettingsPage({ title, children }: Props) {
  const links = listLinks("settings");
  const path = `${useLocation().pathname}/`;
  // A place can be inside of another, such as /account/password in /account.
  const inside = links.filter(({ to }) => path.startsWith(`${to}/`)).sort((one, other) => other.to.length - one.to.length);
  return (
    <div className="settings">
      <Title>{title}</Title>
      <nav aria-labelledby="settings">
        <p className="kicker" id="settings">Settings</p>
        {links.map(({ label, to }) => (
          <Link key={to} to={to} activeOptions={{ exact: true }} aria-current={to === inside[0]?.to ? "true" : undefined}>
            {label}
          </Link>
        ))}
      </nav>
      <section>
        <h1>{title}</h1>
        {children}
      </section>
    </div>
  );
}
