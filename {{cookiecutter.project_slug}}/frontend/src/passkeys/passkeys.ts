/** What the server knows of passkeys: the person's own, and where they work. */
import { useQuery } from "@tanstack/react-query";

import { api } from "../web/api";

export const passkeysQuery = api.queryOptions("get", "/api/passkeys");

const originsQuery = api.queryOptions("get", "/api/passkeys/origins", {}, { staleTime: "static" });

export const canUsePasskeys = "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;

/**
 * Return "" if passkeys work on this page, or else the origin at which they do. It is null if they
 * work nowhere, and undefined until it is known.
 */
export function useOtherOrigin(): string | null | undefined {
  const origins = useQuery(originsQuery).data?.items;
  // Only the host counts: a proxy may not say that it was asked over HTTPS.
  return origins && (origins.some((origin) => new URL(origin).host === location.host) ? "" : (origins[0] ?? null));
}
