import { useEffect } from "react";

import { api } from "../web/api";
import { showMessage } from "../web/messages";
import { useSearchParams } from "../web/search";

/** Say why the login at the provider did not work, if the person has just come back from there. */
export function useRefusal(): void {
  const { told } = useSearchParams();
  const detail = api.useQuery("get", "/api/oidc/refusal", {}, { enabled: told !== undefined }).data?.detail;
  useEffect(() => {
    if (detail) showMessage(told === "note" ? "note" : "refused", detail);
  }, [detail, told]);
}
