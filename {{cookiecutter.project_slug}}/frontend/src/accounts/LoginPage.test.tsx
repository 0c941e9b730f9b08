import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { openPage } from "../web/testing";
import { findStart } from "./destinations";

afterEach(cleanup);

const PROBLEM = { type: "about:blank", title: "Unauthorized", status: 401 };
const USER = {
  id: "1",
  email: "ann@example.com",
  name: "",
  role: "user",
  time_zone: "UTC",
  disabled: false,
  created_at: "2026-01-01T00:00:00Z",
};

async function logIn(): Promise<void> {
  await userEvent.type(await screen.findByLabelText("Email address"), "ann@example.com");
  await userEvent.type(screen.getByLabelText("Password"), "velvet tractor onion");
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));
}

test("an error of no field is shown above the form, and gets the focus", async () => {
  openPage("/login", { "POST /api/sessions": { status: 401, body: { ...PROBLEM, detail: "It is wrong." } } });

  await logIn();

  const message = await screen.findByRole("alert");
  expect(message.textContent).toBe("It is wrong.");
  expect(document.activeElement).toBe(message);
});

test("an error of a field is shown at the field, which gets the focus", async () => {
  const errors = [{ field: "email", message: "It has no @." }];
  const body = { ...PROBLEM, status: 422, detail: "Correct the fields named in errors.", errors };
  openPage("/login", { "POST /api/sessions": { status: 422, body } });

  await logIn();

  await screen.findByText("It has no @.");
  const field = screen.getByLabelText("Email address");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(field.getAttribute("aria-describedby")).toBe("email-error");
  expect(document.activeElement).toBe(field);
});

test("a server that does not answer is reported, and the form can be sent again", async () => {
  const { requests } = openPage("/login");

  await logIn();
  expect((await screen.findByRole("alert")).textContent).toMatch(/can’t reach the server/);
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));

  await waitFor(() => { expect(requests.filter(({ call }) => call === "POST /api/sessions")).toHaveLength(2); });
});

test("after the login, people are where they were going", async () => {
  const { router, requests } = openPage("/login?next=%2Faccount", { "POST /api/sessions": { status: 201, body: USER } });

  await logIn();

  await screen.findByRole("heading", { name: "Profile" });
  expect(router.state.location.pathname).toBe("/account");
  const sent = requests.find(({ call }) => call === "POST /api/sessions");
  expect(sent?.body).toEqual({ email: "ann@example.com", password: "velvet tractor onion" });
});

test("nobody is led to another site", async () => {
  const { router } = openPage("/login?next=%2F%2Fevil.example", { "POST /api/sessions": { status: 201, body: USER } });

  await logIn();

  await waitFor(() => { expect(router.state.location.pathname).toBe(findStart()); });
});

test("visitors of a page for people who are logged in come to the login page, and then back", async () => {
  const { router } = openPage("/account");

  await screen.findByRole("heading", { name: "Log in" });

  expect(router.state.location.href).toBe("/login?next=%2Faccount");
});
