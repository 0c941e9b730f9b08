import { api } from "../web/api";
import type { paths } from "../web/openapi";
import { reportProblem } from "../web/problems";
import { Time } from "../web/Time";
import { type Export, formatSize } from "./export";
import { RequestExport } from "./RequestExport";

const FILE = "/api/users/me/export/file" satisfies keyof paths;

/** An export that can be downloaded. */
export function ReadyExport({ export: { size, expires_at } }: { export: Export }) {
  // The browser stores the file itself, however large it is. If it were refused, so would the refusal be.
  const checkLogin = api.useMutation("get", "/api/sessions/current/confirm", {
    onSuccess: () => { location.assign(FILE); },
    onError: reportProblem,
  });
  return (
    <>
      <p>
        Your data is ready: {formatSize(size)} as a JSON file. You can download it until <Time moment={expires_at} />.
      </p>
      <div className="buttons">
        <button onClick={() => { checkLogin.mutate({}); }}>Download</button>
        <RequestExport quiet>Prepare it again</RequestExport>
      </div>
    </>
  );
}
