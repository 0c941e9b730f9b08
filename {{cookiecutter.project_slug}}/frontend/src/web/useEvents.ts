import { useEffect, useEffectEvent } from "react";

/**
 * Call `onEvent` whenever the server says that something has changed, and each time when the page is
 * shown again. While it is hidden, the stream is closed: a browser opens only a few to one server.
 */
export function useEvents(url: string, onEvent: (event?: MessageEvent<string>) => void): void {
  const handle = useEffectEvent(onEvent);
  useEffect(() => {
    let source: EventSource | undefined;
    function listen(): void {
      if (document.hidden) {
        source?.close();
        source = undefined;
      } else if (!source) {
        source = new EventSource(url);
        // Anything may have happened before the stream was open.
        source.onopen = () => { handle(); };
        source.onmessage = (event: MessageEvent<string>) => { handle(event); };
      }
    }
    listen();
    document.addEventListener("visibilitychange", listen);
    return () => {
      document.removeEventListener("visibilitychange", listen);
      source?.close();
    };
  }, [url]);
}
