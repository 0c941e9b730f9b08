import { api, type Schemas } from "../web/api";
import { JobItem } from "./JobItem";
import { RETRIED } from "./outcomes";
import { useWorkChange } from "./useWorkChange";
import { MAX_SHOWN } from "./work";

interface Props {
  label: string;
  /** What to say if there are no jobs. */
  nothing: string;
  jobs: Schemas["JobState"][];
  canRetryAll: boolean;
}

/** The jobs in one state. */
export function JobSection({ label, nothing, jobs, canRetryAll }: Props) {
  const retryAll = api.useMutation("post", "/api/jobs/retry");
  const { report, isChanging } = useWorkChange();
  return (
    <>
      <h2>{label}</h2>
      {jobs.length > 0 ? (
        <ul className="entries">{jobs.map((job) => <JobItem key={job.id} job={job} />)}</ul>
      ) : (
        <p className="empty">{nothing}</p>
      )}
      {jobs.length === MAX_SHOWN && <p>Only the newest {MAX_SHOWN} are shown.</p>}
      {canRetryAll && jobs.length > 0 && (
        <p className="buttons">
          <button
            className="quiet"
            id="retry-every-job"
            type="button"
            disabled={isChanging}
            onClick={() => void report(retryAll.mutateAsync({ body: {} }), RETRIED)}
          >
            Try all again
          </button>
        </p>
      )}
    </>
  );
}
