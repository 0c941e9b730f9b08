import { useQuery } from "@tanstack/react-query";

import { Flash } from "../web/Flash";
import { hasStatus } from "../web/problems";
import { SettingsPage } from "../web/SettingsPage";
import { exportQuery, isUnderway } from "./export";
import { ExportProgress } from "./ExportProgress";
import { ReadyExport } from "./ReadyExport";
import { RequestExport } from "./RequestExport";

export default function DataPage() {
  const { data, error, isPending } = useQuery(exportQuery);
  // Without an export, the answer is a 404.
  const found = error ? undefined : data;
  if (error && !hasStatus(error, 404)) throw error;
  if (isPending) return null;
  return (
    <SettingsPage title="Your data">
      <div className="card">
        {!found && (
          <>
            <p>Get everything we store about you as a JSON file. We’ll send you an email when it’s ready to download.</p>
            <RequestExport>Export my data</RequestExport>
          </>
        )}
        {found && isUnderway(found) && <ExportProgress export={found} />}
        {found?.state === "done" && <ReadyExport export={found} />}
        {(found?.state === "failed" || found?.state === "canceled") && (
          <>
            <Flash kind="refused">
              {found.state === "failed" ? "We couldn’t prepare your data." : "The export was canceled."}
            </Flash>
            <RequestExport>Try again</RequestExport>
          </>
        )}
      </div>
    </SettingsPage>
  );
}
