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
  const [isUsed, setUsed] = useState(false);
  function open(): void {
    // The button stays, and keeps the focus, until the menu is loaded.
    startTransition(() => { setUsed(true); });
  }
  function openByKey(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    open();
  }
  if (isUsed) return <Menu items={items}>{children}</Menu>;
  return (
    <button
      type="button"
      className="menu-button quiet"
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={open}
      onKeyDown={openByKey}
    >
      {children}
    </button>
  );
}
