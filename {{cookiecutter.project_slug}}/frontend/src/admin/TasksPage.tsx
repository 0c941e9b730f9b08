import { api } from "../web/api";
import { Time } from "../web/Time";
import { useTimeZone } from "../web/timeZone";
import { AdminPage } from "./AdminPage";

const BAD = ["failed", "interrupted"];

export default function TasksPage() {
  const tasks = api.useSuspenseQuery("get", "/api/tasks").data.items;
  const zone = useTimeZone();
  return (
    <AdminPage title="Tasks">
      <p className="summary">
        Each task runs in one process at a time. Times are in the time zone {zone.replaceAll("_", " ")}.
      </p>
      <div className="table" tabIndex={0} role="region" aria-label="Tasks">
        <table>
          <thead>
            <tr><th>Task</th><th>Outcome</th><th>Last run</th><th>Seconds</th><th>Next run</th><th>Schedule</th></tr>
          </thead>
          <tbody>
            {tasks.map((task) => (
              <tr key={task.name}>
                <th scope="row">{task.name}</th>
                <td className={BAD.includes(task.outcome) ? "bad" : undefined}>{task.outcome}</td>
                <td>{task.started_at && <Time moment={task.started_at} />}</td>
                <td className="number">{task.seconds?.toFixed(1)}</td>
                <td>{task.due_at ? <Time moment={task.due_at} /> : "when tasks start"}</td>
                <td>{task.schedule}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </AdminPage>
  );
}
