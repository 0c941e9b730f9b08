import type { Feature } from "../web/features";
import { createPage } from "../web/page";
import { isAdmin, requireAdmin } from "./guards";

const feature: Feature = {
  routes: [
    createPage("/admin", () => import("./PeoplePage"), requireAdmin),
    createPage("/admin/people/$userId/activity", () => import("./ActivityPage"), requireAdmin),
    createPage("/admin/people/$userId/$change", () => import("./ChangePage"), requireAdmin),
    createPage("/admin/invite", () => import("./InvitePage"), requireAdmin),
    createPage("/admin/outbox", () => import("./OutboxPage"), requireAdmin),
    createPage("/admin/jobs", () => import("./JobsPage"), requireAdmin),
    createPage("/admin/tasks", () => import("./TasksPage"), requireAdmin),
  ],
  menu: [{ label: "Admin", to: "/admin", isShown: isAdmin }],
};

export default feature;
