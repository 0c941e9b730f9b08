import { Menu as Base } from "@base-ui/react/menu";
import { type ComponentProps, useRef } from "react";

import type { MenuButton } from "./MenuButton";

interface Props extends ComponentProps<typeof MenuButton> {
  /** Whether it was opened by the keyboard, which goes on with its first item. */
  isByKey: boolean;
}

/** A menu that is open when it is first drawn, with the button that closes it and opens it again. */
export default function Menu({ items, isByKey, children }: Props) {
  const first = useRef<HTMLElement>(null);
  const isWaiting = useRef(isByKey);
  // From the second time on, the library does this by itself.
  function goOn(): void {
    if (isWaiting.current) first.current?.focus();
    isWaiting.current = false;
  }
  return (
    <Base.Root defaultOpen onOpenChangeComplete={goOn}>
      <Base.Trigger className="menu-button quiet">{children}</Base.Trigger>
      <Base.Portal>
        <Base.Positioner align="end" sideOffset={8}>
          <Base.Popup className="menu">
            {items.flatMap(({ label, link, onClick, isApart }, index) => [
              isApart && <Base.Separator key={`above ${label}`} />,
              <Base.Item key={label} ref={index === 0 ? first : undefined} render={link} onClick={onClick}>
                {label}
              </Base.Item>,
            ])}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
