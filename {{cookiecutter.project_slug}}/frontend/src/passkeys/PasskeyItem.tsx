import { api, type Schemas } from "../web/api";
import { showMessage } from "../web/messages";
import { reportProblem } from "../web/problems";
import { queryClient } from "../web/query";
import { Time } from "../web/Time";
import { passkeysQuery } from "./passkeys";

export function PasskeyItem({ passkey }: { passkey: Schemas["Passkey"] }) {
  const deletion = api.useMutation("delete", "/api/passkeys/{passkey_id}", {
    onSuccess: () => {
      showMessage("done", "The passkey was deleted. If your device still shows it, delete it there.");
    },
    onError: reportProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: passkeysQuery.queryKey }),
  });
  function ask(): void {
    const question = `Delete the passkey “${passkey.name}”? You will no longer be able to log in with it.`;
    if (confirm(question)) deletion.mutate({ params: { path: { passkey_id: passkey.id } } });
  }
  return (
    <li>
      <strong>{passkey.name}</strong>
      <span>Added <Time moment={passkey.created_at} /></span>
      <span>{passkey.last_used_at ? <>Last used <Time moment={passkey.last_used_at} /></> : "Not used yet"}</span>
      <button className="link" onClick={ask}>Delete<span className="unseen"> {passkey.name}</span></button>
    </li>
  );
}
