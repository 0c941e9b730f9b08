import { api } from "../web/api";
import { AdminPage } from "./AdminPage";
import { MailList } from "./MailList";
import { useWorkChange } from "./useWorkChange";

const RETRIED = "We will try again within seconds. Mail that is refused for good comes back here.";

export default function OutboxPage() {
  const { counts, given_up, waiting } = api.useSuspenseQuery("get", "/api/outbox").data;
  const retryJob = api.useMutation("post", "/api/jobs/{job_id}/retry");
  const retryAll = api.useMutation("post", "/api/jobs/retry");
  const { report, isChanging } = useWorkChange();
  function retry(job_id: string): void {
    void report(retryJob.mutateAsync({ params: { path: { job_id } } }), RETRIED);
  }
  return (
    <AdminPage title="Mail">
      <div className="queue">
        <p className="summary">
          {counts.waiting} waiting, {counts.given_up} given up, {counts.sent} sent in the last week.
        </p>
        <h2>Given up</h2>
        {given_up.length > 0 ? (
          <>
            <MailList mails={given_up} onRetry={retry} />
            <p className="buttons">
              <button
                className="quiet"
                type="button"
                disabled={isChanging}
                onClick={() => void report(retryAll.mutateAsync({ body: { kind: "deliver-mail" } }), RETRIED)}
              >
                Try all again
              </button>
            </p>
          </>
        ) : (
          <p className="empty">
            We have not given up on any mail. Mail that we cannot deliver stays here for 90 days, so that you can try
            again.
          </p>
        )}
        <h2>Waiting</h2>
        {waiting.length > 0 ? <MailList mails={waiting} onRetry={retry} /> : (
          <p className="empty">
            No mail is waiting. We send new mail within seconds. If a server refuses it for now, it waits here until we
            try again.
          </p>
        )}
      </div>
    </AdminPage>
  );
}
