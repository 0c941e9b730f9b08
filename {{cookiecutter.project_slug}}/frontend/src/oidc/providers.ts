/** The providers to log in with, and the person's accounts there. */
import { useQuery } from "@tanstack/react-query";

import { api, type Schemas } from "../web/api";
import { queryClient } from "../web/query";

const providersQuery = api.queryOptions("get", "/api/oidc/providers", {}, { staleTime: "static" });

export const identitiesQuery = api.queryOptions("get", "/api/oidc/identities");

/** The account with which the browser has just come back from a provider. */
export const offerQuery = api.queryOptions("get", "/api/oidc/identities/offer", {}, { staleTime: "static" });

/** Return the providers, and none while they are not known. */
export function useProviders(): Schemas["ProviderOffer"][] {
  return useQuery(providersQuery).data?.items ?? [];
}

export function reloadIdentities(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: identitiesQuery.queryKey });
}

/** Return an address that leads to a provider, and afterwards to `next`. */
export function leadOn(path: string, next: string): string {
  return `${path}?${new URLSearchParams({ next }).toString()}`;
}
