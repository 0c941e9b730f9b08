import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { LOGGED_IN, openPage, USER } from "../web/testing";

afterEach(cleanup);

const STALE = {
  type: "/problems/fresh-login-required",
  title: "Forbidden",
  status: 403,
  detail: "Confirm your password first, at /api/sessions/current/confirm.",
};
const ENDED = { type: "about:blank", title: "Unauthorized", status: 401, detail: "Log in first." };
const SESSIONS = [
  { id: "a", device: "Firefox on Linux", address: "192.0.2.7", created_at: USER.created_at, last_seen_at: USER.created_at, current: true },
  { id: "b", device: "Safari on iOS", address: "192.0.2.8", created_at: USER.created_at, last_seen_at: USER.created_at, current: false },
];

test("an act that needs the password again leads to the page that asks for it, and back", async () => {
  const { router } = openPage("/account/sessions", {
    ...LOGGED_IN,
    "GET /api/sessions": { body: { items: SESSIONS } },
    "DELETE /api/sessions/b": { status: 403, body: STALE },
    "POST /api/sessions/current/confirm": { status: 204 },
  });

  await userEvent.click(await screen.findByRole("button", { name: "Log out Safari on iOS" }));
  await userEvent.type(await screen.findByLabelText("Your password"), "velvet tractor onion");
  expect(router.state.location.href).toBe("/account/confirm?next=%2Faccount%2Fsessions");
  expect(screen.queryByText(STALE.detail)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));

  await screen.findByRole("heading", { name: "Devices" });
});

test("a page with a sensitive form asks for the password before it is shown", async () => {
  const { router, answers } = openPage("/account/email", {
    ...LOGGED_IN,
    "GET /api/sessions/current/confirm": { status: 403, body: STALE },
    "POST /api/sessions/current/confirm": { status: 403, body: { ...STALE, type: "about:blank", detail: "The password is wrong." } },
  });

  await userEvent.type(await screen.findByLabelText("Your password"), "a guess");
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));
  expect((await screen.findByText("The password is wrong.")).id).toBe("password-error");
  answers["POST /api/sessions/current/confirm"] = { status: 204 };
  answers["GET /api/sessions/current/confirm"] = { status: 204 };
  await userEvent.click(screen.getByRole("button", { name: "Continue" }));

  await screen.findByLabelText("New email address");
  expect(router.state.location.href).toBe("/account/email");
});

test("after the session has ended, a page that asks for data leads to the login, and back", async () => {
  const { router, answers } = openPage("/account/password", { ...LOGGED_IN, "GET /api/sessions": { status: 401, body: ENDED } });
  await screen.findByRole("heading", { name: "Password" });

  await userEvent.click(screen.getByRole("link", { name: "Devices" }));
  await screen.findByRole("heading", { name: "Log in" });
  expect(screen.getByText("Your session has ended. Please log in again.")).toBeTruthy();
  expect(router.state.location.href).toBe("/login?next=%2Faccount%2Fsessions");
  answers["POST /api/sessions"] = { status: 201, body: USER };
  answers["GET /api/sessions"] = { body: { items: SESSIONS } };
  await userEvent.type(screen.getByLabelText("Email address"), USER.email);
  await userEvent.type(screen.getByLabelText("Password"), "velvet tractor onion");
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));

  await screen.findByRole("button", { name: "Log out Safari on iOS" });
  expect(router.state.location.href).toBe("/account/sessions");
});

test("after the session has ended, a form keeps what was typed", async () => {
  const { router } = openPage("/account", { ...LOGGED_IN, "PATCH /api/users/me": { status: 401, body: ENDED } });

  await userEvent.type(await screen.findByLabelText("Name"), "Ann");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));

  const link = await screen.findByRole("link", { name: "Log in" });
  expect(link.getAttribute("target")).toBe("_blank");
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Ann");
  expect(router.state.location.pathname).toBe("/account");
});

test("a visitor whose password is wrong is not told to log in elsewhere", async () => {
  openPage("/login", { "POST /api/sessions": { status: 401, body: { ...ENDED, detail: "It is wrong." } } });

  await userEvent.type(await screen.findByLabelText("Email address"), USER.email);
  await userEvent.type(screen.getByLabelText("Password"), "a guess");
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));

  await screen.findByText("It is wrong.");
  expect(screen.queryByText(/in a new tab/)).toBeNull();
});

test("a wrong current password is shown at its field", async () => {
  const wrong = { ...STALE, type: "about:blank", detail: "The password is wrong." };
  openPage("/account/password", { ...LOGGED_IN, "PUT /api/users/me/password": { status: 403, body: wrong } });

  await userEvent.type(await screen.findByLabelText("Current password"), "a guess");
  await userEvent.type(screen.getByLabelText("New password"), "velvet tractor onion");
  await userEvent.click(screen.getByRole("button", { name: "Change password" }));

  const message = await screen.findByText("The password is wrong.");
  expect(message.id).toBe("current_password-error");
  await waitFor(() => { expect(document.activeElement?.id).toBe("current_password"); });
});
