import { api } from "../web/api";

/** The number of jobs of each kind. On a phone it can be scrolled, also by the keyboard. */
export function JobCounts() {
  const kinds = api.useSuspenseQuery("get", "/api/jobs/counts").data.items;
  return (
    <div className="table" tabIndex={0} role="region" aria-label="Jobs by kind and state">
      <table>
        <thead>
          <tr>
            <th>Kind</th><th className="number">Waiting</th><th className="number">Running</th>
            <th className="number">Given up</th><th className="number">Canceled</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ kind, waiting, running, failed, canceled }) => (
            <tr key={kind}>
              <th scope="row">{kind}</th>
              <td className="number">{waiting}</td>
              <td className="number">{running}</td>
              <td className={failed ? "number bad" : "number"}>{failed}</td>
              <td className="number">{canceled}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
