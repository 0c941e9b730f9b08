import { lazy } from "react";

import { requireFreshLogin } from "../accounts/freshLogin";
import "../accounts/seams";
import type { Feature } from "../web/features";
import { createPage } from "../web/page";

const feature: Feature = {
  routes: [createPage("/account/security/tokens/new", () => import("./NewTokenPage"), requireFreshLogin)],
  security: { Section: lazy(() => import("./TokenSection")), order: 4 },
};

export default feature;
