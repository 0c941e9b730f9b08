import { useSuspenseQueries } from "@tanstack/react-query";
import { useEffect } from "react";

import { api, type Schemas } from "../web/api";
import { reload } from "./reloading";

type State = Schemas["JobState"]["state"];

const PERIOD = 3000;

function queryJobs(state: "running" | "failed" | "waiting" | "canceled") {
  return api.queryOptions("get", "/api/jobs", { params: { query: { state } } });
}

/** Return the jobs by their state. While one runs or is about to, they are loaded anew every 3 seconds. */
export function useJobs(): Record<State, Schemas["JobState"][]> {
  const [running, failed, waiting, canceled] = useSuspenseQueries({
    queries: [queryJobs("running"), queryJobs("failed"), queryJobs("waiting"), queryJobs("canceled")],
  });
  const isDue = ({ due_at }: Schemas["JobState"]) => due_at !== null && Date.parse(due_at) <= waiting.dataUpdatedAt;
  const changesSoon = running.data.items.length > 0 || waiting.data.items.some(isDue);
  useEffect(() => {
    if (!changesSoon) return;
    const timer = setInterval(() => {
      if (!document.hidden) void reload("/api/jobs");
    }, PERIOD);
    return () => { clearInterval(timer); };
  }, [changesSoon]);
  return {
    running: running.data.items,
    failed: failed.data.items,
    waiting: waiting.data.items,
    canceled: canceled.data.items,
  };
}
