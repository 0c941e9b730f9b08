/** The export of everything that is stored about the person. */
import { api, type Schemas } from "../web/api";
import { queryClient } from "../web/query";

export type Export = Schemas["ExportState"];

export const exportQuery = api.queryOptions("get", "/api/users/me/export");

export function isUnderway({ state }: Export): boolean {
  return state === "waiting" || state === "running";
}

export function reloadExport(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: exportQuery.queryKey });
}

/** Write a number of bytes for people. */
export function formatSize(bytes: number): string {
  const units = ["Bytes", "kB", "MB", "GB", "TB"];
  let size = bytes;
  while (size >= 1000 && units.length > 1) {
    size /= 1000;
    units.shift();
  }
  const isWhole = size === bytes;
  return `${isWhole ? size : size.toFixed(1)} ${units[0] ?? ""}`;
}
