import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface Props {
  kicker: string;
  title: string;
  detail: string;
  children?: ReactNode;
}

/** What an error page says, and the way out. It needs nothing from the server. */
export function ErrorMessage({ kicker, title, detail, children }: Props) {
  return (
    <section className="narrow">
      <title>{title}</title>
      <p className="kicker">{kicker}</p>
      <h1>{title}</h1>
      <p className="lead">{detail}</p>
      <p className="buttons">
        {children}
        <Link className="button quiet" to="/">Go to the home page</Link>
      </p>
    </section>
  );
}
