import { Link } from "@tanstack/react-router";

import { useApp } from "../web/app";
import { FocusedPage } from "../web/FocusedPage";
import { useSearchParams } from "../web/search";
import { useRegistrationRules } from "./registration";

/** Says that an email was sent. Phones load it again when people return from their mail. */
export default function SeeMailPage() {
  const { email } = useSearchParams();
  const isOpen = useRegistrationRules().registration === "open";
  return (
    <FocusedPage
      title="Check your email"
      below={
        <p>
          No email? Check your spam folder, and make sure that the address above is right. If it still isn’t
          there, {isOpen && <><Link to="/register">sign up again</Link> or </>}
          <Link to="/forgotten">ask for a new password again</Link>.
        </p>
      }
    >
      <p className="lead">
        We sent an email{email && <> to <strong>{email}</strong></>}. Open it to continue.
      </p>
      {useApp().is_development && <p><a className="button" href="/mailbox">Open the mailbox</a></p>}
    </FocusedPage>
  );
}
