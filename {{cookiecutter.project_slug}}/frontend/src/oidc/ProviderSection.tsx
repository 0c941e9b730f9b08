import { useSuspenseQuery } from "@tanstack/react-query";

import { IdentityItem } from "./IdentityItem";
import { LinkButton } from "./LinkButton";
import { identitiesQuery, useProviders } from "./providers";
import { useRefusal } from "./useRefusal";

export default function ProviderSection() {
  const { items } = useSuspenseQuery(identitiesQuery).data;
  const providers = useProviders();
  useRefusal();
  if (providers.length === 0 && items.length === 0) return null;
  return (
    <>
      <h2>Log in with another account</h2>
      <p>Log in with an account that you have elsewhere. It takes the place of your password, and of nothing else.</p>
      {items.length > 0 && (
        <ul className="places">{items.map((identity) => <IdentityItem key={identity.id} identity={identity} />)}</ul>
      )}
      <p className="buttons">{providers.map((provider) => <LinkButton key={provider.id} provider={provider} />)}</p>
    </>
  );
}
