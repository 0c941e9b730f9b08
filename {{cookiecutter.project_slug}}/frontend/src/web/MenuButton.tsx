import { type KeyboardEvent, lazy, type ReactElement, type ReactNode, startTransition, useState } from "react";

export interface MenuItem {
  label: string;
  /** The link that the item is, if it is one. */
  link?: ReactElement;
  onClick?: () => void;
  /** Draw a line above it. */
  isApart?: boolean;
}

interface Props {
  items: MenuItem[];
  /** What the button says. */
  children: ReactNode;
}

const load = () => import("./Menu");
const Menu = lazy(load);

/** A button that opens a menu. Menus take a lot of code, which is loaded when someone reaches for the button. */
export function MenuButton({ items, children }: Props) {
  const [opened, setOpened] = useState<"by a pointer" | "by a key">();
  function open(how: typeof opened): void {
    // The button stays, and keeps the focus, until the menu is loaded.
    startTransition(() => { setOpened(how); });
  }
  function openByArrow(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    open("by a key");
  }
  if (opened) return <Menu items={items} isByKey={opened === "by a key"}>{children}</Menu>;
  return (
    <button
      type="button"
      className="menu-button quiet"
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      // Enter and space are clicks too, but of no pointer.
      onClick={({ detail }) => { open(detail > 0 ? "by a pointer" : "by a key"); }}
      onKeyDown={openByArrow}
    >
      {children}
    </button>
  );
}
