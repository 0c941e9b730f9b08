import { Link } from "@tanstack/react-router";

import type { Schemas } from "../web/api";
import { MenuButton } from "../web/MenuButton";
import { useChanges } from "./changes";
import { useListQuery } from "./listQuery";

/** The changes of a person's account that are possible. Each asks first. */
export function PersonMenu({ person }: { person: Schemas["Person"] }) {
  const list = useListQuery();
  const isPossible: Record<string, boolean> = {
    disable: !person.disabled,
    enable: person.disabled,
    "make-admin": person.role === "user",
    "make-user": person.role === "admin",
  };
  const changes = Object.entries(useChanges()).filter(([name]) => isPossible[name] ?? true);
  const items = changes.map(([change, { label }]) => ({
    label: `${label}…`,
    link: <Link to="/admin/people/$userId/$change" params={{ userId: person.id, change }} search={list} />,
  }));
  return <MenuButton items={items}>Change<span className="unseen"> {person.email}</span></MenuButton>;
}
