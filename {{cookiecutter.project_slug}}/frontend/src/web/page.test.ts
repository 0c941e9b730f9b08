import { createMemoryHistory, createRouter } from "@tanstack/react-router";
import { cleanup, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { createPage } from "./page";
import { rootRoute } from "./root";
import { holdAnswer, LOGGED_IN, openPage } from "./testing";

afterEach(cleanup);

const never = () => new Promise<never>(() => undefined);

test("the server is asked about the app while it is asked who is there", async () => {
  const { requests } = openPage("/account", { ...LOGGED_IN, "GET /api/sessions/current": holdAnswer().answer });

  await waitFor(() => {
    expect(requests.map(({ call }) => call)).toEqual(["GET /api/app", "GET /api/sessions/current"]);
  });
});

test("a page is loaded while its guard waits", async () => {
  const load = vi.fn(never);
  const page = createPage("/guarded", load, never);
  const history = createMemoryHistory({ initialEntries: ["/guarded"] });

  void createRouter({ routeTree: rootRoute.addChildren([page]), history }).load();

  await waitFor(() => { expect(load).toHaveBeenCalledOnce(); });
});
