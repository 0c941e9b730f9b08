import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { openPage } from "../web/testing";

afterEach(cleanup);

const PROBLEM = { type: "about:blank", title: "Error", detail: "Correct the fields named in errors." };

const LINK = { email: "ann@example.com", chooses_password: false };

test("people who come from elsewhere choose a password, and its refusal is shown at the field", async () => {
  const errors = [{ field: "password", message: "It is easy to guess." }];
  openPage("/confirm?token=123", {
    "GET /api/users/confirm": { body: { ...LINK, chooses_password: true } },
    "POST /api/users/confirm": { status: 422, body: { ...PROBLEM, status: 422, errors } },
  });

  await userEvent.type(await screen.findByLabelText("Password"), "password");
  await userEvent.click(screen.getByRole("button", { name: "Create account" }));

  await screen.findByText("It is easy to guess.");
  expect(screen.getByLabelText("Password").getAttribute("aria-describedby")).toContain("password-error");
});

test("a link that no longer works is said before anybody clicks", async () => {
  openPage("/confirm?token=123", { "GET /api/users/confirm": { status: 400, body: { ...PROBLEM, status: 400 } } });

  await screen.findByRole("heading", { name: "This link does not work" });
});

test("the token is sent as the text that it is, with the time zone of the browser", async () => {
  const { requests } = openPage("/confirm?token=123", {
    "GET /api/users/confirm": { body: LINK },
    "POST /api/users/confirm": { status: 400, body: { ...PROBLEM, status: 400 } },
  });

  await userEvent.click(await screen.findByRole("button", { name: "Create account" }));

  await screen.findByRole("heading", { name: "This link does not work" });
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const sent = requests.find(({ call }) => call === "POST /api/users/confirm");
  expect(sent?.body).toEqual({ token: "123", time_zone: timeZone });
});
