import { findStart } from "../accounts/destinations";
import { useSearchParams } from "../web/search";
import { leadOn, useProviders } from "./providers";
import { useRefusal } from "./useRefusal";

/** Links, because the security policy of the pages lets no form lead to another site. */
export default function ProviderLogin() {
  const { next = findStart() } = useSearchParams();
  const providers = useProviders();
  useRefusal();
  if (providers.length === 0) return null;
  return (
    <p className="buttons">
      {providers.map(({ id, name, login_path }) => (
        <a key={id} className="button quiet" href={leadOn(login_path, next)}>Log in with {name}</a>
      ))}
    </p>
  );
}
