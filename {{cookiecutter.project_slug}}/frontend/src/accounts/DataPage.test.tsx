import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { act } from "react";
import { afterEach, expect, test } from "vitest";

import { LOGGED_IN, openPage, streams } from "../web/testing";
import { formatSize } from "./export";

afterEach(cleanup);

const RUNNING = {
  state: "running",
  done: 1,
  total: 3,
  size: 0,
  created_at: "2026-01-01T00:00:00Z",
  expires_at: "2026-01-08T00:00:00Z",
};
const NONE = { status: 404, body: { type: "about:blank", title: "Not Found", status: 404, detail: "You have no export." } };

test("an export is asked for, followed by its events, and offered when it is ready", async () => {
  const { answers } = openPage("/account/data", {
    ...LOGGED_IN,
    "GET /api/users/me/export": NONE,
    "POST /api/users/me/export": { status: 202, body: { ...RUNNING, state: "waiting", total: 0 } },
  });

  await userEvent.click(await screen.findByRole("button", { name: "Export my data" }));
  expect((await screen.findByLabelText("Your export begins in a moment")).hasAttribute("value")).toBe(false);
  answers["GET /api/users/me/export"] = { body: RUNNING };
  act(() => { streams[0]?.onmessage?.({ data: "" }); });
  expect((await screen.findByLabelText("Preparing your data: 1 of 3 parts")).getAttribute("value")).toBe("1");
  answers["GET /api/users/me/export"] = { body: { ...RUNNING, state: "done", done: 3, size: 1234 } };
  act(() => { streams[0]?.onmessage?.({ data: "" }); });

  await screen.findByRole("button", { name: "Download" });
  expect(screen.getByText(/Your data is ready: 1.2 kB/)).toBeTruthy();
  expect(streams[0]?.readyState).toBe(2);
});

test("an export that was canceled is gone from the page", async () => {
  const { answers } = openPage("/account/data", {
    ...LOGGED_IN,
    "GET /api/users/me/export": { body: RUNNING },
    "DELETE /api/users/me/export": { status: 204 },
  });
  const button = await screen.findByRole("button", { name: "Cancel" });

  answers["GET /api/users/me/export"] = NONE;
  await userEvent.click(button);

  await screen.findByRole("button", { name: "Export my data" });
  expect(screen.getByText("Your export was canceled.")).toBeTruthy();
});

test("sizes are written for people", () => {
  expect([0, 999, 1000, 1234567].map(formatSize)).toEqual(["0 Bytes", "999 Bytes", "1.0 kB", "1.2 MB"]);
});
