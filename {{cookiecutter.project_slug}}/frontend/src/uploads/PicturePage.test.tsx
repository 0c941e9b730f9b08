import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { LOGGED_IN, openPage } from "../web/testing";

afterEach(cleanup);

const PATH = "/account/picture";
const NONE = { ...LOGGED_IN, "GET /api/users/me/picture/state": { body: { id: null, can_be_stored: true } } };

test("a file that is no picture is refused at its field, and a picture is shown", async () => {
  const body = { type: "about:blank", title: "Error", status: 415, detail: "Send a picture as JPEG, PNG or WebP." };
  const { answers } = openPage(PATH, { ...NONE, "PUT /api/users/me/picture": { status: 415, body } });

  await userEvent.upload(await screen.findByLabelText("Picture"), new File(["1"], "a.png", { type: "image/png" }));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByText(body.detail)).id).toBe("picture-error");
  answers["PUT /api/users/me/picture"] = { status: 204 };
  answers["GET /api/users/me/picture/state"] = { body: { id: "7", can_be_stored: true } };
  await userEvent.click(screen.getByRole("button", { name: "Save" }));

  expect((await screen.findByAltText("Your picture")).getAttribute("src")).toBe("/api/users/me/picture?v=7");
});

test("an app without a place for files says so", async () => {
  openPage(PATH, { ...NONE, "GET /api/users/me/picture/state": { body: { id: null, can_be_stored: false } } });

  await screen.findByText("This app has no place for pictures yet.");
});
