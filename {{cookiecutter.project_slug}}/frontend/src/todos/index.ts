import { requireLogin } from "../accounts/guards";
import type { Feature } from "../web/features";
import { createPage } from "../web/page";

const feature: Feature = {
  routes: [
    createPage("/todos", () => import("./TodosPage"), requireLogin),
    createPage("/todos/$todoId", () => import("./TodoPage"), requireLogin),
    createPage("/todos/$todoId/edit", () => import("./EditTodoPage"), requireLogin),
  ],
  navigation: [{ label: "Todos", to: "/todos" }],
};

export default feature;
