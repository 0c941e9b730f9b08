import { lazy } from "react";

import { createPage } from "../web/page";
import type { Feature } from "../web/features";
import AccountHeader from "./AccountHeader";
import { requireFreshLogin } from "./freshLogin";
import { requireLogin, requireSections, requireVisitor } from "./guards";
import { listSecuritySections } from "./seams";

const feature: Feature = {
  routes: [
    createPage("/login", () => import("./LoginPage"), requireVisitor),
    createPage("/register", () => import("./RegisterPage"), requireVisitor),
    createPage("/see-mail", () => import("./SeeMailPage")),
    createPage("/confirm", () => import("./ConfirmPage")),
    createPage("/forgotten", () => import("./ForgottenPage")),
    createPage("/reset", () => import("./ResetPage")),
    createPage("/account", () => import("./ProfilePage"), requireLogin),
    createPage("/account/email", () => import("./EmailPage"), requireFreshLogin),
    createPage("/account/email/confirm", () => import("./NewEmailPage"), requireLogin),
    createPage("/account/password", () => import("./PasswordPage"), requireLogin),
    createPage("/account/security", () => import("./SecurityPage"), requireSections),
    createPage("/account/sessions", () => import("./SessionsPage"), requireLogin),
    createPage("/account/activity", () => import("./ActivityPage"), requireLogin),
    createPage("/account/data", () => import("./DataPage"), requireLogin),
    createPage("/account/delete", () => import("./DeletePage"), requireFreshLogin),
    createPage("/account/confirm", () => import("./FreshLoginPage"), requireLogin),
  ],
  settings: [
    { label: "Profile", to: "/account" },
    { label: "Email address", to: "/account/email" },
    { label: "Password", to: "/account/password" },
    { label: "Security", to: "/account/security", isShown: () => listSecuritySections().length > 0 },
    { label: "Devices", to: "/account/sessions" },
    { label: "Activity", to: "/account/activity" },
    { label: "Your data", to: "/account/data" },
  ],
  RefusalHint: lazy(() => import("./LoginHint")),
  Header: AccountHeader,
};

export default feature;
