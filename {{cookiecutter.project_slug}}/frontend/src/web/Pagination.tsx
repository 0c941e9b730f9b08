import { Link } from "@tanstack/react-router";

interface Props {
  /** The path of the list. */
  to: string;
  cursor: string | undefined;
  next: string | null;
}

/** The links from one page of a long list to the next, and back to the first. */
export function Pagination({ to, cursor, next }: Props) {
  return (
    <nav className="buttons" aria-label="Pages">
      {cursor && <Link className="button quiet" to={to} rel="prev">Newer</Link>}
      {next && <Link className="button quiet" to={to} search={{ cursor: next }} rel="next">Older</Link>}
    </nav>
  );
}
