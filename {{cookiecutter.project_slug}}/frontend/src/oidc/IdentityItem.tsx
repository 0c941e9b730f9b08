import { api, type Schemas } from "../web/api";
import { showMessage } from "../web/messages";
import { reportProblem } from "../web/problems";
import { Time } from "../web/Time";
import { reloadIdentities } from "./providers";

/** An account at a provider, which the person can unlink. */
export function IdentityItem({ identity }: { identity: Schemas["LinkedIdentity"] }) {
  const { id, provider, email, created_at, last_used_at } = identity;
  const unlink = api.useMutation("delete", "/api/oidc/identities/{identity_id}", {
    onSuccess: () => { showMessage("done", "The account was unlinked. You can no longer log in with it."); },
    onError: reportProblem,
    onSettled: reloadIdentities,
  });
  return (
    <li>
      <strong>{provider}</strong>
      <span>{email}</span>
      <span>{last_used_at ? <>Last used <Time moment={last_used_at} /></> : <>Linked <Time moment={created_at} /></>}</span>
      <button className="link" onClick={() => { unlink.mutate({ params: { path: { identity_id: id } } }); }}>
        Unlink<span className="unseen"> {provider} {email}</span>
      </button>
    </li>
  );
}
