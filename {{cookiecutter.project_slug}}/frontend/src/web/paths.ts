/** Return whether a path keeps the browser on this site. Browsers read `//host` as another one. */
export function isLocalPath(value: unknown): value is string {
  return typeof value === "string" && /^\/(?![/\\])[^\s\\]*$/.test(value);
}
