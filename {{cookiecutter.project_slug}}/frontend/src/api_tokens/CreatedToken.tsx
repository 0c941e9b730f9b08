import { Link } from "@tanstack/react-router";
import { useEffect } from "react";

import type { Schemas } from "../web/api";
import { SettingsPage } from "../web/SettingsPage";
import { Time } from "../web/Time";

/** Shows a new token. The page has no address of its own, because the secret is shown only once. */
export function CreatedToken({ created: { secret, token } }: { created: Schemas["CreatedToken"] }) {
  // The button that led here is gone.
  useEffect(() => { document.getElementById("main")?.focus(); }, []);
  return (
    <SettingsPage title="Copy your API token">
      <div className="card">
        <p>
          <strong>You will not see it again.</strong> Store it where the program that uses it finds it, and don’t
          show it to anyone.
        </p>
        <div className="field">
          <label htmlFor="secret">Token</label>
          <p className="hint" id="secret-hint">
            Send it in the header “Authorization”, after the word “Bearer” and a space.
          </p>
          <textarea id="secret" aria-describedby="secret-hint" value={secret} rows={3} readOnly autoComplete="off" spellCheck={false} />
        </div>
        <p>It expires <Time moment={token.expires_at} />.</p>
        <p><Link className="button" to="/account/security">I have copied it</Link></p>
      </div>
    </SettingsPage>
  );
}
