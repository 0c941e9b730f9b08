import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { holdAnswer, LOGGED_IN, openPage, streams } from "../web/testing";
import { TAB } from "./todos";

afterEach(cleanup);

const WEAVE = { id: "a", task: "Weave", complete: false, due: null, created_at: "2026-01-02T00:00:00Z" };
const SPIN = { id: "b", task: "Spin", complete: false, due: "2020-01-31T08:00:00Z", created_at: "2026-01-01T00:00:00Z" };
const PROBLEM = { type: "about:blank", title: "Error", status: 503, detail: "We can’t do this." };

function openTodos(answers: Parameters<typeof openPage>[1] = {}, path = "/todos") {
  return openPage(path, {
    ...LOGGED_IN,
    "GET /api/todos": { body: { items: [WEAVE, SPIN], next_cursor: null } },
    "GET /api/todos/counts": { body: { open: 2, done: 1000 } },
    ...answers,
  });
}

function listTasks(): (string | null)[] {
  return Array.from(document.querySelectorAll(".task"), (task) => task.textContent);
}

function findTick(task: string): Promise<HTMLElement> {
  return screen.findByRole("button", { name: `Done: ${task}` });
}

test("the list shows what is overdue, in the time zone of the person, and the counts", async () => {
  openTodos();

  await findTick("Spin");

  expect(listTasks()).toEqual(["Weave", "Spin"]);
  expect(document.querySelector(".due")?.textContent).toBe("Overdue. Due 31 Jan 2020, 09:00");
  expect(await screen.findByRole("link", { name: "Open 2" })).toBeTruthy();
  expect(screen.getByRole("link", { name: "Done 999+" })).toBeTruthy();
});

test("the filter is sent as the API wants it", async () => {
  const done = { body: { items: [{ ...SPIN, complete: true }], next_cursor: null } };
  openTodos({ "GET /api/todos?complete=true": done }, "/todos?complete=true");

  await findTick("Spin");

  expect(listTasks()).toEqual(["Spin"]);
  expect(screen.getByRole("link", { name: /^Done/ }).getAttribute("aria-current")).toBe("page");
  expect(screen.getByRole("link", { name: /^All/ }).getAttribute("aria-current")).toBeNull();
});

test("a tick is shown before the server has answered, and taken back with a message if it refuses", async () => {
  const { answer, send } = holdAnswer();
  const { requests } = openTodos({ "PATCH /api/todos/a": answer });

  const tick = await findTick("Weave");
  await userEvent.click(tick);
  await waitFor(() => { expect(tick.getAttribute("aria-pressed")).toBe("true"); });
  send({ status: 503, body: PROBLEM });

  await screen.findByText("We can’t do this.");
  expect(tick.getAttribute("aria-pressed")).toBe("false");
  expect(requests.find(({ call }) => call === "PATCH /api/todos/a")?.body).toEqual({ complete: true });
});

test("after a change the counts are those of the server", async () => {
  const { answers } = openTodos({ "PATCH /api/todos/a": { body: { ...WEAVE, complete: true } } });
  const tick = await findTick("Weave");
  await screen.findByRole("link", { name: "All 999+" });
  answers["GET /api/todos/counts"] = { body: { open: 1, done: 1 } };

  await userEvent.click(tick);

  await screen.findByRole("link", { name: "All 2" });
  expect(tick.getAttribute("aria-pressed")).toBe("true");
});

test("a deleted todo is gone before the server has answered, and comes back if it refuses", async () => {
  const { answer, send } = holdAnswer();
  openTodos({ "DELETE /api/todos/a": answer });

  await userEvent.click(await screen.findByRole("button", { name: "Delete Weave" }));
  await waitFor(() => { expect(listTasks()).toEqual(["Spin"]); });
  send({ status: 503, body: PROBLEM });

  await screen.findByText("We can’t do this.");
  expect(listTasks()).toEqual(["Weave", "Spin"]);
});

test("a todo that was deleted elsewhere is taken from the list", async () => {
  const body = { ...PROBLEM, status: 404, detail: "You have no such todo." };
  const { answers } = openTodos({ "PATCH /api/todos/a": { status: 404, body } });

  const tick = await findTick("Weave");
  answers["GET /api/todos"] = { body: { items: [SPIN], next_cursor: null } };
  await userEvent.click(tick);

  await screen.findByText("You have no such todo.");
  await waitFor(() => { expect(listTasks()).toEqual(["Spin"]); });
});

test("a deletion is undone with the todo as it was", async () => {
  const { requests, answers } = openTodos({ "DELETE /api/todos/b": { status: 204 }, "POST /api/todos/restore": { status: 201, body: SPIN } });

  await userEvent.click(await screen.findByRole("button", { name: "Delete Spin" }));
  await screen.findByText(/^Deleted/);
  expect(document.activeElement?.textContent).toBe("Deleted “Spin”. Undo");
  expect(listTasks()).toEqual(["Weave"]);
  answers["GET /api/todos"] = { body: { items: [WEAVE, SPIN], next_cursor: null } };
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));

  await screen.findByText(/^Restored/);
  await waitFor(() => { expect(listTasks()).toEqual(["Weave", "Spin"]); });
  expect(requests.find(({ call }) => call === "POST /api/todos/restore")?.body).toEqual(SPIN);
});

test("if an undo is refused, it can be tried again", async () => {
  openTodos({ "DELETE /api/todos/b": { status: 204 }, "POST /api/todos/restore": { status: 503, body: PROBLEM } });

  await userEvent.click(await screen.findByRole("button", { name: "Delete Spin" }));
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));

  await screen.findByText("We can’t do this.");
  expect(screen.getByRole("button", { name: "Undo" })).toBeTruthy();
});

test("a new todo comes first, with its time in UTC, and what was typed meanwhile stays", async () => {
  const { answer, send } = holdAnswer();
  const { requests } = openTodos({ "POST /api/todos": answer });
  const task = await screen.findByLabelText<HTMLInputElement>("What do you need to do?");
  const due = screen.getByLabelText<HTMLInputElement>("Due (Europe/Berlin)");

  await userEvent.type(task, "Rest");
  await userEvent.type(due, "2027-01-31T09:00");
  await userEvent.click(screen.getByRole("button", { name: "Add" }));
  await userEvent.clear(task);
  await userEvent.type(task, "Next");
  send({ status: 201, body: { ...WEAVE, id: "c", task: "Rest" } });

  await screen.findByText(/^Added/);
  expect(listTasks()).toEqual(["Rest", "Weave", "Spin"]);
  expect([task.value, due.value]).toEqual(["Next", ""]);
  const sent = requests.find(({ call }) => call === "POST /api/todos");
  expect(sent?.body).toEqual({ task: "Rest", complete: false, due: "2027-01-31T08:00:00.000Z" });
});

test("a refused field is marked, and its text stays", async () => {
  const errors = [{ field: "task", message: "Use visible characters." }];
  openTodos({ "POST /api/todos": { status: 422, body: { ...PROBLEM, status: 422, errors } } });
  const task = await screen.findByLabelText<HTMLInputElement>("What do you need to do?");

  await userEvent.type(task, "Rest{Enter}");

  await screen.findByText("Use visible characters.");
  expect(task.value).toBe("Rest");
  expect(task.getAttribute("aria-describedby")).toBe("task-error");
  expect(listTasks()).toEqual(["Weave", "Spin"]);
});

test("a todo is edited in its row, and the focus comes back to where it was", async () => {
  const { requests } = openTodos({ "PUT /api/todos/b": { body: { ...SPIN, task: "Spin more" } } });

  await userEvent.click(await screen.findByRole("link", { name: "Edit Spin" }));
  const form = within(document.querySelector("form.edit") as HTMLElement);
  const task = form.getByLabelText("What do you need to do?");
  expect(document.activeElement).toBe(task);
  await userEvent.type(task, " more{Enter}");

  const edit = await screen.findByRole("link", { name: "Edit Spin more" });
  expect(document.activeElement).toBe(edit);
  const sent = requests.find(({ call }) => call === "PUT /api/todos/b");
  expect(sent?.body).toEqual({ task: "Spin more", complete: false, due: SPIN.due });
});

test("a change elsewhere is shown, but one of this tab not twice, and none while a todo is edited", async () => {
  const { requests, answers } = openTodos();
  const countLoads = () => requests.filter(({ call }) => call === "GET /api/todos").length;
  await userEvent.click(await screen.findByRole("link", { name: "Edit Spin" }));
  expect(streams.map(({ url }) => url)).toEqual(["/api/todos/events"]);
  act(() => { streams[0]?.onopen?.(); });
  answers["GET /api/todos"] = { body: { items: [{ ...WEAVE, id: "c", task: "Rest" }, WEAVE, SPIN], next_cursor: null } };

  act(() => { streams[0]?.onmessage?.({ data: TAB["X-Tab"] }); });
  act(() => { streams[0]?.onmessage?.({ data: "changed" }); });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(countLoads()).toBe(1);
  await userEvent.click(screen.getByRole("link", { name: "Cancel" }));

  await findTick("Rest");
  expect(countLoads()).toBe(2);
});

test("older todos are added below, and then the person decides when the list is loaded anew", async () => {
  const older = { body: { items: [{ ...SPIN, id: "c", task: "Rest" }], next_cursor: null } };
  const { answers } = openTodos({
    "GET /api/todos": { body: { items: [WEAVE, SPIN], next_cursor: "older" } },
    "GET /api/todos?cursor=older": older,
  });

  await userEvent.click(await screen.findByRole("link", { name: "Show older todos" }));
  const tick = await findTick("Rest");
  expect(document.activeElement).toBe(tick);
  act(() => { streams[0]?.onmessage?.({ data: "changed" }); });
  await screen.findByText(/The list may have changed/);
  answers["GET /api/todos"] = { body: { items: [WEAVE], next_cursor: null } };
  await userEvent.click(screen.getByRole("button", { name: "Reload the list" }));

  await waitFor(() => { expect(listTasks()).toEqual(["Weave"]); });
  expect(screen.queryByText(/The list may have changed/)).toBeNull();
});

test("a stream that the server has refused is opened again, and the list is loaded anew", async () => {
  const { requests } = openTodos();
  await findTick("Weave");
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const [stream] = streams;
  stream?.close();
  act(() => { stream?.onerror?.(); });

  await act(() => vi.advanceTimersByTimeAsync(6000));
  act(() => { streams[1]?.onopen?.(); });
  await act(() => vi.advanceTimersByTimeAsync(200));
  vi.useRealTimers();

  expect(streams).toHaveLength(2);
  expect(requests.filter(({ call }) => call === "GET /api/todos")).toHaveLength(2);
});
