import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { openPage } from "../web/testing";

afterEach(cleanup);

const ADMIN = {
  id: "1",
  email: "grace@example.com",
  name: "",
  role: "admin",
  time_zone: "UTC",
  disabled: false,
  created_at: "2026-01-01T00:00:00Z",
};
const ADA = { ...ADMIN, id: "2", email: "ada@example.com", role: "user", last_seen_at: null };
const JOB = {
  id: "7",
  kind: "count-sheep",
  state: "waiting",
  created_at: "2026-01-01T00:00:00Z",
  due_at: "2999-01-01T00:00:00Z",
  started_at: null,
  ended_at: null,
  attempts: 1,
  done: 0,
  total: 0,
  error: "",
};
const ANSWERS = {
  "GET /api/sessions/current": { body: { user: ADMIN } },
  "GET /api/factors": { body: { items: [{ name: "badges", label: "badge" }] } },
  "GET /api/users": { body: { items: [{ ...ADMIN, last_seen_at: null }, ADA], next_cursor: null } },
  "GET /api/users/2": { body: ADA },
  "GET /api/numbers": {
    body: {
      people: { total: 2, joined: 1 },
      mail: { waiting: 0, given_up: 3, sent: 0 },
      jobs: { waiting: 0, given_up: 0 },
      failed_tasks: 0,
    },
  },
  "GET /api/jobs": { body: { items: [JOB] } },
  "GET /api/jobs/counts": { body: { items: [] } },
};
const PROBLEM = { type: "about:blank", title: "Conflict" };

test("anyone who is no admin is refused", async () => {
  openPage("/admin", { "GET /api/sessions/current": { body: { user: { ...ADMIN, role: "user" } } } });

  expect(await screen.findByText("Only admins can do this.")).toBeTruthy();
});

test("admins cannot change their own account, and others by what is possible", async () => {
  openPage("/admin", ANSWERS);

  await userEvent.click(await screen.findByRole("button", { name: "Change ada@example.com" }));

  const items = (await screen.findAllByRole("menuitem")).map((item) => item.textContent);
  expect(items).toEqual(["Disable the account…", "Make them an admin…", "Remove badge…"]);
  expect(screen.queryByRole("button", { name: "Change grace@example.com" })).toBeNull();
  expect(screen.getByText("3 given up").className).toBe("bad");
});

test("a change asks first, and the list says what was done", async () => {
  const { router, requests } = openPage("/admin/people/2/disable?search=ada", {
    ...ANSWERS,
    "PATCH /api/users/2": { body: { ...ADA, disabled: true } },
  });

  await userEvent.click(await screen.findByRole("button", { name: "Disable the account" }));

  await screen.findByText("ada@example.com: The account is disabled and logged out everywhere.");
  expect(router.state.location.href).toBe("/admin?search=ada#person-2");
  expect(requests.find(({ call }) => call === "PATCH /api/users/2")?.body).toEqual({ disabled: true });
});

test("a change that is refused stays on its page", async () => {
  const detail = "You cannot disable your own account.";
  openPage("/admin/people/2/disable", {
    ...ANSWERS,
    "PATCH /api/users/2": { status: 409, body: { ...PROBLEM, status: 409, detail } },
  });

  await userEvent.click(await screen.findByRole("button", { name: "Disable the account" }));

  expect(await screen.findByText(detail)).toBeTruthy();
});

test("a change that does not exist is not found", async () => {
  openPage("/admin/people/2/delete", ANSWERS);

  expect(await screen.findByRole("heading", { name: "Page not found" })).toBeTruthy();
});

test("an address that has an account is refused at its field", async () => {
  const detail = "This address already has an account.";
  openPage("/admin/invite", {
    ...ANSWERS,
    "POST /api/invitations": { status: 409, body: { ...PROBLEM, status: 409, detail } },
  });

  await userEvent.type(await screen.findByLabelText("Email address"), "ada@example.com");
  await userEvent.click(screen.getByRole("button", { name: "Send invitation" }));

  expect((await screen.findByText(detail)).id).toBe("email-error");
});

test("a button that comes too late says so, and shows the jobs as they are", async () => {
  const detail = "This job has already ended.";
  const { requests } = openPage("/admin/jobs", {
    ...ANSWERS,
    "DELETE /api/jobs/7": { status: 409, body: { ...PROBLEM, status: 409, detail } },
  });
  const [button] = await screen.findAllByRole("button", { name: /^Cancel the job/ });
  const asked = requests.length;

  if (button) await userEvent.click(button);

  expect(await screen.findByText(detail)).toBeTruthy();
  expect(requests.slice(asked).filter(({ call }) => call === "GET /api/jobs")).toHaveLength(4);
});
