import { useEffect, useEffectEvent } from "react";

import { onSessionEnd } from "./query";

const RETRY = 5000;

/**
 * Call `onEvent` whenever the server says that something has changed, and each time when the stream
 * is open again. While the page is hidden, it is closed: a browser opens only a few to one server.
 */
export function useEvents(url: string, onEvent: (event?: MessageEvent<string>) => void): void {
  const handle = useEffectEvent(onEvent);
  useEffect(() => {
    let source: EventSource | undefined;
    let timer: number | undefined;
    function listen(): void {
      clearTimeout(timer);
      source?.close();
      if (document.hidden) return;
      const stream = new EventSource(url);
      source = stream;
      // Anything may have happened before the stream was open.
      stream.onopen = () => { handle(); };
      stream.onmessage = (event: MessageEvent<string>) => { handle(event); };
      stream.onerror = () => {
        // The browser reopens a stream that broke, but not one that the server refused.
        if (stream.readyState === EventSource.CLOSED) timer = window.setTimeout(tryAgain, RETRY);
      };
    }
    function tryAgain(): void {
      // If the session has ended, the page learns it from what it asks for now.
      handle();
      listen();
    }
    listen();
    document.addEventListener("visibilitychange", listen);
    const forget = onSessionEnd(() => { clearTimeout(timer); source?.close(); });
    return () => {
      forget();
      document.removeEventListener("visibilitychange", listen);
      clearTimeout(timer);
      source?.close();
    };
  }, [url]);
}
