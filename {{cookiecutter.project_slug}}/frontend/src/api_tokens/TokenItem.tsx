import { api, type Schemas } from "../web/api";
import { showMessage } from "../web/messages";
import { reportProblem } from "../web/problems";
import { Time } from "../web/Time";
import { reloadTokens } from "./tokens";

export function TokenItem({ token }: { token: Schemas["ApiToken"] }) {
  const revocation = api.useMutation("delete", "/api/tokens/{token_id}", {
    onSuccess: () => { showMessage("done", "The token was revoked. It no longer works."); },
    onError: reportProblem,
    onSettled: reloadTokens,
  });
  function ask(): void {
    const question = `Revoke the token “${token.name}”? Programs that use it stop working.`;
    if (confirm(question)) revocation.mutate({ params: { path: { token_id: token.id } } });
  }
  return (
    <li>
      <strong>{token.name}</strong>
      <span>May {token.scopes.join(" and ")} · Expires <Time moment={token.expires_at} /></span>
      <span>{token.last_used_at ? <>Last used <Time moment={token.last_used_at} /></> : "Not used yet"}</span>
      <button className="link" onClick={ask}>Revoke<span className="unseen"> {token.name}</span></button>
    </li>
  );
}
