import { lazy } from "react";

import { createPage } from "../web/page";
import type { Feature } from "../web/features";
import { requireLogin, requireVisitor } from "./guards";

const feature: Feature = {
  routes: [
    createPage("/login", () => import("./LoginPage"), requireVisitor),
    createPage("/register", () => import("./RegisterPage"), requireVisitor),
    createPage("/see-mail", () => import("./SeeMailPage")),
    createPage("/confirm", () => import("./ConfirmPage")),
    createPage("/forgotten", () => import("./ForgottenPage")),
    createPage("/reset", () => import("./ResetPage")),
    createPage("/account", () => import("./ProfilePage"), requireLogin),
  ],
  settings: [{ label: "Profile", to: "/account" }],
  Header: lazy(() => import("./AccountHeader")),
};

export default feature;
