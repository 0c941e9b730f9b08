import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { LOGGED_IN, openPage } from "../web/testing";

afterEach(cleanup);

test("a token without a scope is refused at the boxes, and a created one shows its secret", async () => {
  const errors = [{ field: "scopes", message: "This is required." }];
  const { requests, answers } = openPage("/account/security/tokens/new", {
    ...LOGGED_IN,
    "GET /api/sessions/current/confirm": { status: 204 },
    "POST /api/tokens": { status: 422, body: { type: "about:blank", title: "Error", status: 422, detail: "Correct it.", errors } },
  });

  await userEvent.type(await screen.findByLabelText("Name"), "Backup script");
  await userEvent.click(screen.getByLabelText("Read your data"));
  await userEvent.click(screen.getByRole("button", { name: "Create token" }));
  expect((await screen.findByText("Choose at least one.")).id).toBe("scopes-error");
  const token = { id: "1", name: "Backup script", scopes: ["write"], created_at: "2026-01-01T00:00:00Z", expires_at: "2026-01-31T00:00:00Z", last_used_at: null };
  answers["POST /api/tokens"] = { status: 201, body: { token, secret: "api_token_1" } };
  await userEvent.click(screen.getByLabelText("Change your data"));
  await userEvent.click(screen.getByRole("button", { name: "Create token" }));

  expect((await screen.findByLabelText<HTMLTextAreaElement>("Token")).value).toBe("api_token_1");
  const sent = requests.filter(({ call }) => call === "POST /api/tokens").at(-1);
  expect(sent?.body).toEqual({ name: "Backup script", scopes: ["write"], expires_in_days: 30 });
});
