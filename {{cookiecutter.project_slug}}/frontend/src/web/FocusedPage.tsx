import type { ReactNode } from "react";

import { Title } from "./Title";

interface Props {
  title: string;
  children: ReactNode;
  below?: ReactNode;
}

/** A page for one step, such as to log in: one card, and links below it. */
export function FocusedPage({ title, children, below }: Props) {
  return (
    <section className="focused">
      <Title>{title}</Title>
      <div className="card">
        <h1>{title}</h1>
        {children}
      </div>
      {below}
    </section>
  );
}
