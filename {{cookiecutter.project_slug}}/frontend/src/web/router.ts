/** The router, with the routes of all features. */
import { createRouter, type RouterHistory } from "@tanstack/react-router";

import { ErrorPage } from "./ErrorPage";
import { listFeatures } from "./features";
import { NotFoundPage } from "./NotFoundPage";
import { rootRoute } from "./root";
import { parseSearch, writeSearch } from "./search";

/** Create the router. A test gives it a `history` of its own. */
export function createAppRouter(history?: RouterHistory) {
  const routes = listFeatures().flatMap((feature) => feature.routes ?? []);
  return createRouter({
    routeTree: rootRoute.addChildren(routes),
    history,
    parseSearch,
    stringifySearch: writeSearch,
    defaultPreload: "intent",
    // A page asks for its data by queries, which know how old it is.
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  });
}
