import { lazy } from "react";

import type { Feature } from "../web/features";

const feature: Feature = { LivePart: lazy(() => import("./OtherDevices")) };

export default feature;
