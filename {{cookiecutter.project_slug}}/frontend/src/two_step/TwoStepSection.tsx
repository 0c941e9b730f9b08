import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { authenticatorQuery } from "./authenticator";
import { RenewCodes } from "./RenewCodes";

export default function TwoStepSection() {
  const { active, recovery_codes_left: left } = useSuspenseQuery(authenticatorQuery).data;
  return (
    <>
      <h2>Two-step login</h2>
      {active ? (
        <>
          <p><strong>It is on.</strong> You log in with your password and a code from your authenticator app.</p>
          <p>You have {left} unused recovery {left === 1 ? "code" : "codes"}.</p>
          <p className="buttons">
            <RenewCodes />
            <Link className="button quiet" to="/account/security/turn-off">Turn off two-step login…</Link>
          </p>
        </>
      ) : (
        <>
          <p>
            <strong>It is off.</strong> Turn it on to log in with your password and a code from an app on your phone.
            Your password alone is then no longer enough.
          </p>
          <p><Link className="button" to="/account/security/turn-on">Turn on two-step login…</Link></p>
        </>
      )}
    </>
  );
}
