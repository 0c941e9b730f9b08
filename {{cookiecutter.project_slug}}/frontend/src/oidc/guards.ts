/** Guards of pages that the way back from a provider, or an email, leads to. */
import { redirect } from "@tanstack/react-router";

import { requireLogin, type Visit } from "../accounts/guards";
import { client, describeError } from "../web/api";
import { carryMessage } from "../web/messages";
import { queryClient } from "../web/query";
import { offerQuery } from "./providers";

/** Send people to the security page if there is nothing to link, or no longer. */
export async function requireOffer(): Promise<void> {
  try {
    await queryClient.query(offerQuery);
  } catch (error) {
    carryMessage("refused", describeError(error));
    throw redirect({ to: "/account/security" });
  }
}

/** Send people to the page that mails a new link if this one does not work. */
export async function requireValidLink(visit: Visit): Promise<void> {
  await requireLogin(visit);
  const { token = "" } = visit.location.search as { token?: string };
  const { error } = await client.GET("/api/oidc/confirmation/confirm", { params: { query: { token } } });
  if (error) {
    carryMessage("refused", describeError(error));
    throw redirect({ to: "/account/confirm" });
  }
}
