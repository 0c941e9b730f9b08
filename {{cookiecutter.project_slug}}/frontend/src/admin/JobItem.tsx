import { api, type Schemas } from "../web/api";
import { Time } from "../web/Time";
import { CANCELED, RETRIED } from "./outcomes";
import { useWorkChange } from "./useWorkChange";
import { countAttempts } from "./work";

export function JobItem({ job }: { job: Schemas["JobState"] }) {
  const retry = api.useMutation("post", "/api/jobs/{job_id}/retry");
  const cancel = api.useMutation("delete", "/api/jobs/{job_id}");
  const { report, isChanging } = useWorkChange();
  const hasEnded = job.state === "failed" || job.state === "canceled";
  function change(): void {
    const params = { path: { job_id: job.id } };
    void (hasEnded ? report(retry.mutateAsync({ params }), RETRIED) : report(cancel.mutateAsync({ params }), CANCELED));
  }
  return (
    <li>
      <strong>{job.kind}</strong>
      <span>
        Queued on <Time moment={job.created_at} />.{" "}
        {job.state === "running" && job.started_at && <>Running since <Time moment={job.started_at} />. </>}
        {countAttempts(job.attempts)}{" "}
        {job.state === "waiting" && job.due_at && <>Next attempt on <Time moment={job.due_at} />. </>}
        {job.ended_at && <>{job.state === "failed" ? "Given up" : "Canceled"} on <Time moment={job.ended_at} />.</>}
      </span>
      <span>ID {job.id}</span>
      {job.state === "running" && job.total > 0 && (
        <>
          <progress value={job.done} max={job.total} aria-label={`Progress of ${job.kind}`} />
          <span>{job.done} of {job.total}</span>
        </>
      )}
      {job.error && <code>{job.error}</code>}
      <button className="link" id={`change-${job.id}`} type="button" disabled={isChanging} onClick={change}>
        {hasEnded ? "Try again" : "Cancel"}
        <span className="unseen"> the job {job.kind}, queued on <Time moment={job.created_at} /></span>
      </button>
    </li>
  );
}
