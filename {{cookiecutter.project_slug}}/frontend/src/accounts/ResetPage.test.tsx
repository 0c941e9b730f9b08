import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { openPage } from "../web/testing";

afterEach(cleanup);

const PROBLEM = { type: "about:blank", title: "Bad Request", status: 400, detail: "This link has already been used." };

test("a reset keeps only the factors that are ticked", async () => {
  const factors = { badges: "badge: Blue", stamps: "stamps" };
  const { requests } = openPage("/reset?token=123", {
    "GET /api/password/reset": { body: { email: "ann@example.com", factors } },
    "POST /api/password/reset": { status: 204 },
  });

  await userEvent.type(await screen.findByLabelText("New password"), "velvet tractor onion");
  await userEvent.click(screen.getByLabelText("Stamps"));
  await userEvent.click(screen.getByRole("button", { name: "Change password" }));

  await screen.findByText("Your password was changed. Log in with your new password.");
  const sent = requests.find(({ call }) => call === "POST /api/password/reset");
  expect(sent?.body).toEqual({ token: "123", password: "velvet tractor onion", keep: ["stamps"] });
});

test("an account without factors is not asked what to keep", async () => {
  openPage("/reset?token=123", { "GET /api/password/reset": { body: { email: "ann@example.com", factors: {} } } });

  await screen.findByLabelText("New password");

  expect(screen.queryByText("Keep only what you set up yourself")).toBeNull();
});

test("a link that no longer works is said before anybody types a password", async () => {
  openPage("/reset?token=123", { "GET /api/password/reset": { status: 400, body: PROBLEM } });

  await screen.findByRole("link", { name: "Ask for a new link" });
});

test("people who come without the link paste the token", async () => {
  const { requests } = openPage("/reset", { "POST /api/password/reset": { status: 204 } });

  await userEvent.type(await screen.findByLabelText("Token"), "456");
  await userEvent.type(screen.getByLabelText("New password"), "velvet tractor onion");
  await userEvent.click(screen.getByRole("button", { name: "Change password" }));

  await screen.findByRole("heading", { name: "Log in" });
  expect(requests.find(({ call }) => call === "POST /api/password/reset")?.body).toMatchObject({ token: "456", keep: [] });
});
