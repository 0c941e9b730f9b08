import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

import { dropMessages } from "./messages";

/** On another page, move the focus to its content and drop the messages of the one before. */
export function useArrival(): void {
  const router = useRouter();
  useEffect(() => {
    const stops = [
      router.subscribe("onBeforeNavigate", ({ pathChanged }) => {
        if (pathChanged) dropMessages();
      }),
      router.subscribe("onResolved", ({ fromLocation, pathChanged }) => {
        if (fromLocation && pathChanged) document.getElementById("main")?.focus({ preventScroll: true });
      }),
    ];
    return () => { stops.forEach((stop) => { stop(); }); };
  }, [router]);
}
