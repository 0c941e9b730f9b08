import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { TokenItem } from "./TokenItem";
import { tokensQuery } from "./tokens";

export default function TokenSection() {
  const { items } = useSuspenseQuery(tokensQuery).data;
  return (
    <>
      <h2>API tokens</h2>
      <p>A program can use your account with a token instead of your password. Logging out does not revoke tokens.</p>
      {items.length > 0 ? (
        <ul className="places">{items.map((token) => <TokenItem key={token.id} token={token} />)}</ul>
      ) : (
        <p className="empty">You have no API tokens.</p>
      )}
      <p><Link className="button quiet" to="/account/security/tokens/new">Create a token…</Link></p>
    </>
  );
}
