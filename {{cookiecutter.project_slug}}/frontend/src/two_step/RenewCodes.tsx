import { useNavigate } from "@tanstack/react-router";

import { api } from "../web/api";
import { carryMessage } from "../web/messages";
import { reportProblem } from "../web/problems";
import { keepRecoveryCodes, reloadAuthenticator } from "./authenticator";

export function RenewCodes() {
  const navigate = useNavigate();
  const renew = api.useMutation("post", "/api/users/me/authenticator/recovery-codes", {
    onSuccess({ recovery_codes }) {
      keepRecoveryCodes(recovery_codes);
      carryMessage("done", "Your old codes no longer work.");
      void navigate({ to: "/account/security/recovery-codes" });
    },
    onError: reportProblem,
    onSettled: reloadAuthenticator,
  });
  return <button className="quiet" disabled={renew.isPending} onClick={() => { renew.mutate({}); }}>Get new recovery codes</button>;
}
