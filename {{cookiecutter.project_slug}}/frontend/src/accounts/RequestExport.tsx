import { api } from "../web/api";
import { reportProblem } from "../web/problems";
import { queryClient } from "../web/query";
import { exportQuery } from "./export";

interface Props {
  quiet?: boolean;
  children: string;
}

/** The button that has an export written in the place of the one before. */
export function RequestExport({ quiet, children }: Props) {
  const request = api.useMutation("post", "/api/users/me/export", {
    onSuccess: (found) => { queryClient.setQueryData(exportQuery.queryKey, found); },
    onError: reportProblem,
  });
  return (
    <button className={quiet ? "quiet" : undefined} disabled={request.isPending} onClick={() => { request.mutate({}); }}>
      {children}
    </button>
  );
}
