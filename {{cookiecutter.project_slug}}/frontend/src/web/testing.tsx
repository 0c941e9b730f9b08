/** For tests: draw a page as a browser would, with a server that gives prepared answers. */
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { configure, render } from "@testing-library/react";
import { vi } from "vitest";

import { queryClient } from "./query";
import { createAppRouter } from "./router";

// A page is loaded when it is opened, which takes a busy machine some time.
configure({ asyncUtilTimeout: 10_000 });

interface Answer {
  status?: number;
  body?: unknown;
}

type Answers = Record<string, Answer | Promise<Answer>>;

/** The streams of server-sent events that the page has opened. A test sends events to it. */
export const streams: Stream[] = [];

class Stream {
  static CLOSED = 2;
  url: string;
  readyState = 0;
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onerror?: () => void;

  constructor(url: string) {
    this.url = url;
    streams.push(this);
  }

  close(): void {
    this.readyState = Stream.CLOSED;
  }
}

/** A WebSocket that never opens. */
class Socket {
  close = () => undefined;
}

/** Return an answer that the page has to wait for, and the function that sends it. */
export function holdAnswer() {
  let send: (answer: Answer) => void = () => undefined;
  const answer = new Promise<Answer>((resolve) => { send = resolve; });
  return { answer, send };
}

export const VISITOR: Answers = {
  "GET /api/app": { body: { name: "My App", description: "", is_development: false } },
  "GET /api/sessions/current": { body: { user: null } },
  "GET /api/registration": { body: { registration: "open", confirm_email: true, password_min_length: 8 } },
};

export const USER = {
  id: "1",
  email: "ann@example.com",
  name: "",
  role: "user",
  time_zone: "Europe/Berlin",
  disabled: false,
  created_at: "2026-01-01T00:00:00Z",
};

/** Makes `USER` the person who is logged in. */
export const LOGGED_IN: Answers = { "GET /api/sessions/current": { body: { user: USER } } };

/**
 * Open the page at a path. `answers` are added to what the server tells a visitor, each by its method
 * and path: `{ "POST /api/sessions": { status: 401, body: … } }`, or also by its query. Return the
 * router, the answers to change, and the list of the requests that were sent.
 */
export function openPage(path: string, answers: Answers = {}) {
  const requests: { call: string; body: unknown }[] = [];
  const known: Answers = { ...VISITOR, ...answers };
  streams.length = 0;
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const call = `${request.method} ${pathname}`;
    const text = await request.text();
    requests.push({ call, body: text && JSON.parse(text) });
    const answer = await (known[call + search] ?? known[call]);
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
  return { router, requests, answers: known };
}
