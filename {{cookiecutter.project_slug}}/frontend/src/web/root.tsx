/** The route above all others, which draws the layout around them. */
import { createRootRoute } from "@tanstack/react-router";

import { appQuery } from "./app";
import { ErrorPage } from "./ErrorPage";
import { Layout } from "./Layout";
import { NotFoundPage } from "./NotFoundPage";
import { queryClient } from "./query";

export const rootRoute = createRootRoute({
  // Asked before the guard of the page has its answer, for which the loader waits. That reports errors.
  beforeLoad: () => void queryClient.query(appQuery).catch(() => undefined),
  loader: () => queryClient.query(appQuery),
  component: Layout,
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
});
