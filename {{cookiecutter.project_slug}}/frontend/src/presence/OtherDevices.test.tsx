import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import OtherDevices from "./OtherDevices";

const sockets: Socket[] = [];

class Socket {
  address: URL;
  sent: string[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number }) => void;
  close = vi.fn();

  constructor(address: URL) {
    this.address = address;
    sockets.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }
}

beforeEach(() => {
  sockets.length = 0;
  vi.stubGlobal("WebSocket", Socket);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

function lookAgain(): void {
  act(() => { document.dispatchEvent(new Event("visibilitychange")); });
}

test("the other devices are named, and the server knows that someone is looking", () => {
  render(<OtherDevices />);
  const [socket] = sockets;

  act(() => { socket?.onopen?.(); });
  lookAgain();
  act(() => { socket?.onmessage?.({ data: JSON.stringify({ devices: ["Chrome on Linux", "Safari on iPhone"] }) }); });
  expect(screen.getByText("Also open in Chrome on Linux and Safari on iPhone")).toBeTruthy();
  expect(socket?.address.href).toBe("ws://localhost/api/presence");
  expect(socket?.sent).toEqual(["looking", "looking"]);

  act(() => { socket?.onmessage?.({ data: JSON.stringify({ devices: [] }) }); });
  expect(screen.queryByText(/Also open/)).toBeNull();
});

test("a connection that broke is opened again, later each time, and says nothing old", () => {
  render(<OtherDevices />);
  act(() => { sockets[0]?.onopen?.(); });
  act(() => { sockets[0]?.onmessage?.({ data: JSON.stringify({ devices: ["Chrome on Linux"] }) }); });

  act(() => { sockets[0]?.onclose?.({ code: 1006 }); });
  expect(screen.queryByText(/Also open/)).toBeNull();
  act(() => { vi.advanceTimersByTime(1000); });
  expect(sockets).toHaveLength(2);
  act(() => { sockets[1]?.onclose?.({ code: 1006 }); });
  act(() => { vi.advanceTimersByTime(1000); });
  expect(sockets).toHaveLength(2);
  act(() => { vi.advanceTimersByTime(1000); });
  expect(sockets).toHaveLength(3);
  lookAgain();
  expect(sockets[0]?.sent).toEqual(["looking"]);
});

test("if the session has ended, it is tried again only when someone looks", () => {
  render(<OtherDevices />);

  act(() => { sockets[0]?.onclose?.({ code: 1008 }); });
  act(() => { vi.advanceTimersByTime(60_000); });
  expect(sockets).toHaveLength(1);

  lookAgain();
  expect(sockets).toHaveLength(2);
});

test("when the page is left, the connection ends and stays closed", () => {
  const { unmount } = render(<OtherDevices />);

  unmount();
  sockets[0]?.onclose?.({ code: 1006 });
  vi.advanceTimersByTime(60_000);

  expect(sockets[0]?.close).toHaveBeenCalledOnce();
  expect(sockets).toHaveLength(1);
});
