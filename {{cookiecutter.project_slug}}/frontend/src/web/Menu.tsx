import { Menu as Base } from "@base-ui/react/menu";
import type { ComponentProps } from "react";

import type { MenuButton } from "./MenuButton";

/** A menu that is open when it is first drawn, with the button that closes it and opens it again. */
export default function Menu({ items, children }: ComponentProps<typeof MenuButton>) {
  return (
    <Base.Root defaultOpen>
      <Base.Trigger className="menu-button quiet">{children}</Base.Trigger>
      <Base.Portal>
        <Base.Positioner align="end" sideOffset={8}>
          <Base.Popup className="menu">
            {items.flatMap(({ label, link, onClick, isApart }) => [
              isApart && <Base.Separator key={`above ${label}`} />,
              <Base.Item key={label} render={link} onClick={onClick}>{label}</Base.Item>,
            ])}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
