import { Menu } from "@base-ui/react/menu";
import { Link } from "@tanstack/react-router";

import type { Schemas } from "../web/api";
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
  return (
    <Menu.Root>
      <Menu.Trigger className="menu-button quiet">
        Change<span className="unseen"> {person.email}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={8}>
          <Menu.Popup className="menu">
            {changes.map(([change, { label }]) => (
              <Menu.Item
                key={change}
                render={<Link to="/admin/people/$userId/$change" params={{ userId: person.id, change }} search={list} />}
              >
                {label}…
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
