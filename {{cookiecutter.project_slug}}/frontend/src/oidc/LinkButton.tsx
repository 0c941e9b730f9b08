import { api, type Schemas } from "../web/api";
import { reportProblem } from "../web/problems";
import { leadOn } from "./providers";

/** Leads to a provider to link an account there. */
export function LinkButton({ provider: { name, link_path } }: { provider: Schemas["ProviderOffer"] }) {
  // Asked before, so that the person comes back to this page if they have to confirm who they are.
  const ask = api.useMutation("get", "/api/sessions/current/confirm", {
    onSuccess: () => { location.assign(leadOn(link_path, "/account/oidc/link")); },
    onError: reportProblem,
  });
  return <button className="quiet" onClick={() => { ask.mutate({}); }}>Link {name}</button>;
}
