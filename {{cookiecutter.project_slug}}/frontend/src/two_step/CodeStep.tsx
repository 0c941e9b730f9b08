import { Link } from "@tanstack/react-router";

import type { LoginStepProps } from "../accounts/seams";
import { FocusedPage } from "../web/FocusedPage";
import { useSearchParams } from "../web/search";
import { TextField } from "../web/TextField";
import { CodeForm } from "./CodeForm";

/**
 * Asks for a code after the right password. There are two forms, because a phone shows a keyboard of
 * digits for one code and of letters for the other.
 */
export default function CodeStep({ logIn, cancel }: LoginStepProps) {
  const search = useSearchParams();
  return (
    <FocusedPage
      title="One more step"
      below={<p><Link to="/login" search={search} onClick={cancel}>Log in as someone else</Link></p>}
    >
      <CodeForm logIn={logIn}>
        <TextField
          name="code"
          label="Code"
          hint="The six digits that your authenticator app shows now."
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={64}
          required
          autoFocus
        />
      </CodeForm>
      <details>
        <summary>Use a recovery code</summary>
        <CodeForm logIn={logIn}>
          <TextField
            name="code"
            id="recovery-code"
            label="Recovery code"
            hint="One of the codes that you saved. Each works once."
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
            required
          />
        </CodeForm>
      </details>
    </FocusedPage>
  );
}
