import { lazy } from "react";

import { requireFreshLogin } from "../accounts/freshLogin";
import { requireLogin } from "../accounts/guards";
import "../accounts/seams";
import type { Feature } from "../web/features";
import { createPage } from "../web/page";

const feature: Feature = {
  routes: [
    createPage("/account/security/turn-on", () => import("./TurnOnPage"), requireFreshLogin),
    createPage("/account/security/turn-off", () => import("./TurnOffPage"), requireFreshLogin),
    createPage("/account/security/recovery-codes", () => import("./RecoveryCodesPage"), requireLogin),
  ],
  loginSteps: { "/problems/code-required": lazy(() => import("./CodeStep")) },
  security: { Section: lazy(() => import("./TwoStepSection")), order: 1 },
};

export default feature;
