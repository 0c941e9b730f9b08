import type { Feature } from "../web/features";
import { createPage } from "../web/page";

const feature: Feature = { routes: [createPage("/", () => import("./LandingPage"))] };

export default feature;
