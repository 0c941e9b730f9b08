import { lazy } from "react";

import { requireFreshLogin } from "../accounts/freshLogin";
import { requireVisitor } from "../accounts/guards";
import "../accounts/seams";
import type { Feature } from "../web/features";
import { createPage } from "../web/page";
import { requireOffer, requireValidLink } from "./guards";

const feature: Feature = {
  routes: [
    createPage("/oidc/step", () => import("./StepPage"), requireVisitor),
    createPage("/account/oidc/link", () => import("./LinkPage"), async (visit) => {
      await requireFreshLogin(visit);
      await requireOffer();
    }),
    createPage("/account/oidc/confirm", () => import("./ConfirmLinkPage"), requireValidLink),
  ],
  LoginMethod: lazy(() => import("./ProviderLogin")),
  Confirmation: lazy(() => import("./MailConfirmation")),
  security: { Section: lazy(() => import("./ProviderSection")), order: 3 },
};

export default feature;
