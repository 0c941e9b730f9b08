/** For tests: draw a page as a browser would, with a server that gives prepared answers. */
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { configure, render } from "@testing-library/react";
import { vi } from "vitest";

import { queryClient } from "./query";
import { createAppRouter } from "./router";

// A page is loaded when it is opened, which takes a busy machine some time.
configure({ asyncUtilTimeout: 5000 });

interface Answer {
  status?: number;
  body?: unknown;
}

export const VISITOR: Record<string, Answer> = {
  "GET /api/app": { body: { name: "My App", description: "", is_development: false } },
  "GET /api/sessions/current": { body: { user: null } },
  "GET /api/registration": { body: { registration: "open", confirm_email: true, password_min_length: 8 } },
};

/**
 * Open the page at a path. `answers` are added to what the server tells a visitor, each by its method
 * and path: `{ "POST /api/sessions": { status: 401, body: … } }`. Return the router, and the list of
 * the requests that were sent.
 */
export function openPage(path: string, answers: Record<string, Answer> = {}) {
  const requests: { call: string; body: unknown }[] = [];
  const known = { ...VISITOR, ...answers };
  vi.stubGlobal("fetch", async (request: Request) => {
    const call = `${request.method} ${new URL(request.url).pathname}`;
    const text = await request.text();
    requests.push({ call, body: text && JSON.parse(text) });
    const answer = known[call];
    if (!answer) throw new TypeError("Failed to fetch");
    const { status = 200, body } = answer;
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json" },
    });
  });
  queryClient.clear();
  const router = createAppRouter(createMemoryHistory({ initialEntries: [path] }));
  render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { router, requests };
}
