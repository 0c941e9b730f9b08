import { useQuery } from "@tanstack/react-query";

import { api } from "../web/api";
import { showMessage } from "../web/messages";
import { reportProblem } from "../web/problems";
import { useEvents } from "../web/useEvents";
import { type Export, exportQuery, reloadExport } from "./export";

/** How far an export is, as its job says by server-sent events. */
export function ExportProgress({ export: { done, total } }: { export: Export }) {
  useEvents("/api/users/me/export/events", () => void reloadExport());
  // In case the stream was refused.
  useQuery({ ...exportQuery, refetchInterval: 20_000 });
  const cancel = api.useMutation("delete", "/api/users/me/export", {
    onSuccess: () => { showMessage("done", "Your export was canceled."); },
    onError: reportProblem,
    onSettled: reloadExport,
  });
  return (
    <>
      <p id="progress">
        <label htmlFor="bar">{total ? `Preparing your data: ${done} of ${total} parts` : "Your export begins in a moment"}</label>
        <progress id="bar" {...(total > 0 && { max: total, value: done })} />
      </p>
      <p>You can leave this page. We’ll send you an email when your data is ready.</p>
      <button className="quiet" onClick={() => { cancel.mutate({}); }}>Cancel</button>
    </>
  );
}
