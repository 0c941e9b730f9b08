import { lazy } from "react";

import "../accounts/seams";
import type { Feature } from "../web/features";

const feature: Feature = {
  LoginMethod: lazy(() => import("./PasskeyLogin")),
  security: { Section: lazy(() => import("./PasskeySection")), order: 2 },
};

export default feature;
