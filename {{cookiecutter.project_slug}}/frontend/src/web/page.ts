/** Pages: a route whose component is loaded when someone goes there. */
import { createRoute, lazyRouteComponent, type ParsedLocation } from "@tanstack/react-router";
import type { ComponentType } from "react";

import { rootRoute } from "./root";

type Guard = (to: { location: ParsedLocation; preload: boolean }) => Promise<void>;

/**
 * Create the route of a page. `load` imports a module with the component as its default export, and
 * `guard` redirects people who may not see the page.
 */
export function createPage(path: string, load: () => Promise<{ default: ComponentType }>, guard?: Guard) {
  return createRoute({
    getParentRoute: () => rootRoute,
    path,
    beforeLoad: guard,
    component: lazyRouteComponent(load),
  });
}
