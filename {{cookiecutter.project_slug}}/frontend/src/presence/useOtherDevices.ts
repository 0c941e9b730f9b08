import { useEffect, useState } from "react";

const FIRST_DELAY = 1000;
const LONGEST_DELAY = 60_000;
// The session has ended: see `app/presence/api.py`.
const NOT_ALLOWED = 1008;
// Browsers from before 2024 want the whole address of a WebSocket.
const ADDRESS = new URL("/api/presence", window.location.href.replace(/^http/, "ws"));

/** Tell the server whether the person is looking at this page, and return their other devices. */
export function useOtherDevices(): string[] {
  const [devices, setDevices] = useState<string[]>([]);
  useEffect(() => {
    let delay = FIRST_DELAY;
    let timer: number | undefined;
    let socket: WebSocket | undefined;
    // Also removes the listeners that wait.
    const end = new AbortController();

    function open(): void {
      const opened = new WebSocket(ADDRESS);
      socket = opened;
      const closed = new AbortController();
      const sendState = () => { opened.send(document.hidden ? "away" : "looking"); };
      opened.onopen = () => {
        delay = FIRST_DELAY;
        sendState();
        document.addEventListener("visibilitychange", sendState, { signal: closed.signal });
      };
      opened.onmessage = ({ data }: MessageEvent<string>) => {
        setDevices((JSON.parse(data) as { devices: string[] }).devices);
      };
      // The browser reopens a stream of server-sent events, but not a WebSocket.
      opened.onclose = ({ code }) => {
        closed.abort();
        if (end.signal.aborted) return;
        setDevices([]);
        // When the person returns, they may have logged in elsewhere.
        if (code === NOT_ALLOWED) document.addEventListener("visibilitychange", open, { once: true, signal: end.signal });
        else timer = window.setTimeout(open, delay);
        delay = Math.min(2 * delay, LONGEST_DELAY);
      };
    }
    open();
    return () => {
      end.abort();
      clearTimeout(timer);
      socket?.close();
    };
  }, []);
  return devices;
}
