import { Link } from "@tanstack/react-router";

import { findStart } from "../accounts/destinations";
import { useRegistrationRules } from "../accounts/registration";
import { useVisitor } from "../accounts/session";
import { useApp } from "../web/app";
import { Title } from "../web/Title";
import { FirstSteps } from "./FirstSteps";

/** Replace these texts with what visitors get from your app. */
export default function LandingPage() {
  const app = useApp();
  const user = useVisitor();
  const isOpen = useRegistrationRules().registration === "open";
  return (
    <>
      <Title>Welcome</Title>
      {app.is_development && <FirstSteps />}
      <section className="hero">
        <div>
          <h1>{app.name}</h1>
          {app.description && <p className="lead">{app.description.replace(/[^.!?…]$/, "$&.")}</p>}
          <p className="buttons">
            {user && <Link className="button" to={findStart()}>Open the app</Link>}
            {!user && isOpen && <Link className="button" to="/register">Sign up</Link>}
            {!user && <Link className={isOpen ? "button quiet" : "button"} to="/login">Log in</Link>}
          </p>
        </div>
      </section>
      <div className="columns">
        <section>
          <h2>Your data is yours</h2>
          <p>Only you can see what you add here. You can download all of it or delete your account at any time.</p>
        </section>
        <section>
          <h2>Use any device</h2>
          <p>Every page works on a phone and on a large screen, in light and dark colors, and with only a keyboard.</p>
        </section>
        <section>
          <h2>Connect your programs</h2>
          <p>
            Your programs can do everything that you can do on these pages. <a href="/docs">Read and try the API</a>.
          </p>
        </section>
      </div>
    </>
  );
}
