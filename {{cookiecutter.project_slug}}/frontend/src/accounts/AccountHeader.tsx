import { Link } from "@tanstack/react-router";

import { listLinks } from "../web/features";
import { AccountMenu } from "./AccountMenu";
import { useRegistrationRules } from "./registration";
import { useVisitor } from "./session";
import { useRefusals } from "./useRefusals";

/** The links for people who are logged in, with the menu of their account, or those for visitors. */
export default function AccountHeader() {
  useRefusals();
  const user = useVisitor();
  const isOpen = useRegistrationRules().registration === "open";
  const visitor = [{ label: "Log in", to: "/login" }, ...(isOpen ? [{ label: "Sign up", to: "/register" }] : [])];
  const links = user ? listLinks("navigation") : visitor;
  // More links than a phone has room for stand in a row of their own.
  const isLong = links.map(({ label }) => label).join("").length > 15;
  return (
    <>
      <nav aria-label="Main" className={isLong ? "long" : undefined}>
        {links.map(({ label, to }) => <Link key={to} to={to}>{label}</Link>)}
      </nav>
      {user && <AccountMenu user={user} />}
    </>
  );
}
