import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { LOGGED_IN, openPage, USER } from "./testing";

afterEach(cleanup);

test.each(["{Enter}", "{ArrowDown}"])("a menu opens at its first item by the key %s, and gives the focus back", async (key) => {
  openPage("/account/sessions", { ...LOGGED_IN, "GET /api/sessions": { body: { items: [] } } });
  const name = `Menu of ${USER.email}`;
  (await screen.findByRole("button", { name })).focus();

  await userEvent.keyboard(key);
  const first = await screen.findByRole("menuitem", { name: "Settings" });
  await waitFor(() => { expect(document.activeElement).toBe(first); });
  await userEvent.keyboard("{ArrowDown}");
  expect(document.activeElement).toBe(screen.getByRole("menuitem", { name: "Log out" }));
  await userEvent.keyboard("{Escape}");

  await waitFor(() => { expect(screen.queryByRole("menu")).toBeNull(); });
  await waitFor(() => { expect(document.activeElement).toBe(screen.getByRole("button", { name })); });
});

test("a menu that was opened once opens and closes as before", async () => {
  openPage("/account/sessions", { ...LOGGED_IN, "GET /api/sessions": { body: { items: [] } } });
  const name = `Menu of ${USER.email}`;

  for (let times = 0; times < 2; times += 1) {
    await userEvent.click(await screen.findByRole("button", { name }));
    await screen.findByRole("menuitem", { name: "Log out" });
    await userEvent.keyboard("{Escape}");
    await waitFor(() => { expect(screen.queryByRole("menu")).toBeNull(); });
  }
});
