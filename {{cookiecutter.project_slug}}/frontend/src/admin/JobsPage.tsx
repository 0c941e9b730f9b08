import { AdminPage } from "./AdminPage";
import { JobCounts } from "./JobCounts";
import { JobSection } from "./JobSection";
import { useJobs } from "./useJobs";

const SECTIONS = [
  ["running", "Running", "No job is running."],
  [
    "failed",
    "Given up",
    "We have not given up on any job. A job that fails at every attempt stays here for 90 days, so that you can try"
    + " again.",
  ],
  [
    "waiting",
    "Waiting",
    "No job is waiting. New jobs begin within a second. If one fails, it waits here until we try again.",
  ],
  ["canceled", "Canceled", "No job was canceled in the last 90 days."],
] as const;

export default function JobsPage() {
  const jobs = useJobs();
  return (
    <AdminPage title="Jobs">
      <div id="jobs" className="queue">
        <p className="summary">Jobs that are done are not shown. They are deleted after a week.</p>
        <JobCounts />
        {SECTIONS.map(([state, label, nothing]) => (
          <JobSection key={state} label={label} nothing={nothing} jobs={jobs[state] ?? []} canRetryAll={state === "failed"} />
        ))}
      </div>
    </AdminPage>
  );
}
