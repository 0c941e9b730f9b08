import { Link } from "@tanstack/react-router";

import { FocusedPage } from "../web/FocusedPage";
import { useRegistrationRules } from "./registration";

interface Props {
  purpose: "confirm" | "reset" | "email";
}

/** Says that a link from an email does not work, and leads to the page that mails a new one. */
export function BadLink({ purpose }: Props) {
  const isOpen = useRegistrationRules().registration === "open";
  const texts = {
    confirm: `If you have used it, you already have an account, and can log in. If not, ${isOpen ? "sign up again" : "ask for another invitation"}.`,
    reset: "If you have used it, log in with your new password. If not, ask for a new link.",
    email:
      "Links to confirm a new address only work for the account that asked for them. If you have not used it yet, ask for a new link.",
  };
  return (
    <FocusedPage title="This link does not work">
      <p className="lead">It has already been used, it has expired, or part of it is missing.</p>
      <p>{texts[purpose]}</p>
      <p className="buttons">
        {purpose === "confirm" && isOpen && <Link className="button" to="/register">Sign up again</Link>}
        {purpose === "reset" && <Link className="button" to="/forgotten">Ask for a new link</Link>}
        {purpose === "email" && <Link className="button" to="/account/email">Ask for a new link</Link>}
        {purpose !== "email" && <Link className="button quiet" to="/login">Log in</Link>}
      </p>
    </FocusedPage>
  );
}
