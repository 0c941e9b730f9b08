import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { queryClient } from "../web/query";
import { LOGGED_IN, openPage, USER } from "../web/testing";

afterEach(cleanup);

test("after logging out, the page is that of a visitor, and nothing about the person is kept", async () => {
  const { router } = openPage("/account/sessions", {
    ...LOGGED_IN,
    "GET /api/sessions": { body: { items: [] } },
    "DELETE /api/sessions/current": { status: 204 },
  });

  await userEvent.click(await screen.findByRole("button", { name: `Menu of ${USER.email}` }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Log out" }));

  await screen.findByText("You are logged out.");
  await screen.findAllByRole("link", { name: "Log in" });
  expect(router.state.location.pathname).toBe("/");
  expect(screen.queryByRole("button", { name: /^Menu of/ })).toBeNull();
  await waitFor(() => {
    const kept = queryClient.getQueryCache().getAll().map(({ queryKey }) => queryKey[1]);
    expect(kept).not.toContain("/api/sessions");
  });
});
