import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { openPage } from "../web/testing";

afterEach(cleanup);

const PROBLEM = { type: "about:blank", title: "Error", detail: "Correct the fields named in errors." };

test("a password is asked for where the server wants one", async () => {
  const errors = [{ field: "password", message: "Choose your password." }];
  openPage("/confirm?token=123", { "POST /api/users/confirm": { status: 422, body: { ...PROBLEM, status: 422, errors } } });
  expect(screen.queryByLabelText("Password")).toBeNull();

  await userEvent.click(await screen.findByRole("button", { name: "Create account" }));

  expect((await screen.findByLabelText("Password")).getAttribute("aria-describedby")).toContain("password-error");
  expect(screen.getByText("Choose your password.")).toBeTruthy();
});

test("the token is sent as the text that it is, with the time zone of the browser", async () => {
  const { requests } = openPage("/confirm?token=123", { "POST /api/users/confirm": { status: 400, body: { ...PROBLEM, status: 400 } } });

  await userEvent.click(await screen.findByRole("button", { name: "Create account" }));

  await screen.findByRole("heading", { name: "This link does not work" });
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const sent = requests.find(({ call }) => call === "POST /api/users/confirm");
  expect(sent?.body).toEqual({ token: "123", time_zone: timeZone });
});
