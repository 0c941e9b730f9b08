import { useState } from "react";

import { describeError } from "../web/api";
import { showMessage } from "../web/messages";
import { reload } from "./reloading";

/**
 * Return what to call with a change to jobs or mail, and whether one is being made. It says the outcome,
 * and shows everything as it is then, also if the change comes too late.
 */
export function useWorkChange() {
  const [isChanging, setChanging] = useState(false);
  async function report(change: Promise<unknown>, outcome: string): Promise<void> {
    setChanging(true);
    try {
      await change;
      showMessage("done", outcome);
    } catch (error) {
      showMessage("refused", describeError(error));
    }
    await reload("/api/jobs", "/api/outbox", "/api/numbers");
    setChanging(false);
    // The button may be gone.
    document.getElementById("main")?.focus({ preventScroll: true });
  }
  return { report, isChanging };
}
