/** Pages: a route whose component is loaded when someone goes there. */
import { createRoute, lazyRouteComponent, type ParsedLocation } from "@tanstack/react-router";
import type { FunctionComponent } from "react";

import { rootRoute } from "./root";

type Guard = (to: { location: ParsedLocation; preload: boolean }) => Promise<void>;

/**
 * Create the route of a page. `load` imports a module with the component as its default export, and
 * `guard` redirects people who may not see the page.
 */
export function createPage(path: string, load: () => Promise<{ default: FunctionComponent }>, guard?: Guard) {
  const component = lazyRouteComponent(load);
  return createRoute({
    getParentRoute: () => rootRoute,
    path,
    beforeLoad: guard && ((to) => {
      // The browser loads the page while the guard asks the server.
      void component.preload?.();
      return guard(to);
    }),
    component,
  });
}
