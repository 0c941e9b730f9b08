import { act, cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { LOGGED_IN, openPage } from "../web/testing";

afterEach(cleanup);

const PATH = "/account/security/turn-on";
const OFF = {
  ...LOGGED_IN,
  "GET /api/sessions/current/confirm": { status: 204 },
  "GET /api/users/me/authenticator": { body: { active: false, recovery_codes_left: 0 } },
  "POST /api/users/me/authenticator": { status: 201, body: { secret: "ABCDEFGH", uri: "", qr: "<svg></svg>" } },
};
const PROBLEM = { type: "about:blank", title: "Error", detail: "There is no authenticator app to confirm." };

async function confirm(): Promise<void> {
  await userEvent.click(await screen.findByRole("button", { name: "Continue" }));
  await userEvent.type(await screen.findByLabelText("Code"), "123456");
  await userEvent.click(screen.getByRole("button", { name: "Turn on two-step login" }));
}

test("the recovery codes are shown once", async () => {
  const { router } = openPage(PATH, {
    ...OFF,
    "POST /api/users/me/authenticator/confirm": { body: { recovery_codes: ["abcd-efgh"] } },
  });

  await confirm();

  await screen.findByText("abcd-efgh");
  expect(router.state.location.pathname).toBe("/account/security/recovery-codes");
  expect(screen.getByText("Two-step login is now on.")).toBeTruthy();

  await act(() => router.navigate({ to: "/account" }));
  await screen.findByRole("heading", { name: "Profile" });
  act(() => { router.history.back(); });
  await waitFor(() => { expect(router.state.location.pathname).toBe("/account/security"); });
  expect(screen.queryByText("abcd-efgh")).toBeNull();
});

test("a QR code that another page has replaced leads back to the start", async () => {
  openPage(PATH, { ...OFF, "POST /api/users/me/authenticator/confirm": { status: 409, body: { ...PROBLEM, status: 409 } } });

  await confirm();

  await screen.findByText("This QR code is out of date. Start again.");
  expect(screen.getByRole("button", { name: "Continue" })).toBeTruthy();
});
