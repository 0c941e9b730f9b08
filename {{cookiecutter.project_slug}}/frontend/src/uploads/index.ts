import { requireLogin } from "../accounts/guards";
import type { Feature } from "../web/features";
import { createPage } from "../web/page";

const feature: Feature = {
  routes: [createPage("/account/picture", () => import("./PicturePage"), requireLogin)],
  settings: [{ label: "Picture", to: "/account/picture", order: 1 }],
};

export default feature;
