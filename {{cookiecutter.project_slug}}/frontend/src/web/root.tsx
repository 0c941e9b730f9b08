/** The route above all others, which draws the layout around them. */
import { createRootRoute } from "@tanstack/react-router";

import { appQuery } from "./app";
import { ErrorPage } from "./ErrorPage";
import { Layout } from "./Layout";
import { NotFoundPage } from "./NotFoundPage";
import { queryClient } from "./query";

export const rootRoute = createRootRoute({
  loader: () => queryClient.query(appQuery),
  component: Layout,
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
});
