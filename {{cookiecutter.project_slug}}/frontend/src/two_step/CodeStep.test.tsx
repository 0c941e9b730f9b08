import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { openPage, USER } from "../web/testing";

afterEach(cleanup);

const CODE_REQUIRED = {
  type: "/problems/code-required",
  title: "Unauthorized",
  status: 401,
  detail: "Enter a code from your authenticator app, or a recovery code.",
};

async function logIn(): Promise<void> {
  await userEvent.type(await screen.findByLabelText("Email address"), USER.email);
  await userEvent.type(screen.getByLabelText("Password"), "velvet tractor onion");
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));
}

test("after the right password a code is asked for, and a wrong one is refused at its field", async () => {
  const { requests, answers } = openPage("/login?next=%2Faccount", { "POST /api/sessions": { status: 401, body: CODE_REQUIRED } });

  await logIn();
  await userEvent.type(await screen.findByLabelText("Code"), "123456");
  await userEvent.click(screen.getAllByRole("button", { name: "Log in" })[0] as HTMLElement);
  expect((await screen.findByText("This code is wrong, or has already been used.")).id).toBe("code-error");
  answers["POST /api/sessions"] = { status: 201, body: USER };
  await userEvent.click(screen.getAllByRole("button", { name: "Log in" })[0] as HTMLElement);

  await screen.findByRole("heading", { name: "Profile" });
  const sent = requests.filter(({ call }) => call === "POST /api/sessions").at(-1);
  expect(sent?.body).toEqual({ email: USER.email, password: "velvet tractor onion", code: "123456" });
});

test("someone else can log in instead, and the password is forgotten", async () => {
  openPage("/login", { "POST /api/sessions": { status: 401, body: CODE_REQUIRED } });

  await logIn();
  await userEvent.click(await screen.findByRole("link", { name: "Log in as someone else" }));

  expect((await screen.findByLabelText<HTMLInputElement>("Password")).value).toBe("");
});
