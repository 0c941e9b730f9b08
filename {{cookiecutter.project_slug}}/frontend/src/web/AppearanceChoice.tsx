import { useState } from "react";

import { chooseScheme, findScheme, SCHEMES } from "./appearance";

/** The buttons for light or dark. */
export function AppearanceChoice() {
  const [scheme, setScheme] = useState(findScheme);
  function choose(name: string): void {
    chooseScheme(name);
    setScheme(name);
  }
  return (
    <fieldset className="choice">
      <legend>Appearance</legend>
      {Object.entries(SCHEMES).map(([name, label]) => (
        <button key={name} type="button" aria-pressed={name === scheme} onClick={() => { choose(name); }}>
          {label}
        </button>
      ))}
    </fieldset>
  );
}
