/** What the pages say about jobs and mail. */

/** The API lists no more of each. */
export const MAX_SHOWN = 50;

export function countAttempts(attempts: number): string {
  return attempts ? `${attempts} ${attempts === 1 ? "attempt" : "attempts"}.` : "";
}
