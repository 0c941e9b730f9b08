import { Link } from "@tanstack/react-router";

import { api } from "../web/api";
import { WaitingNumbers } from "./WaitingNumbers";

/** How the app is doing. */
export function Numbers() {
  const { people, mail, jobs, failed_tasks } = api.useSuspenseQuery("get", "/api/numbers").data;
  return (
    <dl className="numbers">
      <div>
        <dt>People</dt>
        <dd>{people.total} <small>{people.joined} new this week</small></dd>
      </div>
      <div>
        <dt><Link to="/admin/outbox">Mail</Link></dt>
        <WaitingNumbers {...mail} />
      </div>
      <div>
        <dt><Link to="/admin/jobs">Jobs</Link></dt>
        <WaitingNumbers {...jobs} />
      </div>
      <div>
        <dt><Link to="/admin/tasks">Tasks</Link></dt>
        <dd className={failed_tasks ? "bad" : undefined}>{failed_tasks} <small>failed when last run</small></dd>
      </div>
    </dl>
  );
}
