import type { ReactNode } from "react";

interface Props {
  kind: "done" | "refused" | "note";
  children: ReactNode;
}

export function Flash({ kind, children }: Props) {
  return <div className={`flash ${kind}`}><p>{children}</p></div>;
}
