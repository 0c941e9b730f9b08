/** Times in forms, which people read and type as the clock on their wall shows them. */

const DAY = 86_400_000;
// Browsers turn a year of two digits into one of the first century, which nobody means.
const YEAR = /^(19|[2-9]\d)\d\d-/;

/** Return how far the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function findOffset(moment: number, timeZone: string): number {
  return Date.parse(`${writeLocalTime(new Date(moment).toISOString(), timeZone)}Z`) - Math.floor(moment / 1000) * 1000;
}

/** Return a moment of the API as a field for times takes it. Without a moment, return an empty text. */
export function writeLocalTime(moment: string | null, timeZone: string): string {
  if (!moment) return "";
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone });
  return format.format(new Date(moment)).padStart(19, "0").replace(" ", "T").replace(/:00$/, "");
}

/**
 * Return what a person has typed as a moment for the API, or null if they typed nothing. A time that
 * they left unchanged stays `before`, which may have fractions of a second.
 *
 * When clocks go back, one hour comes twice: this is the first. When they go forward, one hour is
 * missing: a time within it moves forward by as much as the clocks.
 */
export function readLocalTime(typed: string, timeZone: string, before: string | null = null): string | null {
  if (!typed) return null;
  if (typed === writeLocalTime(before, timeZone)) return before;
  const local = Date.parse(`${typed}Z`);
  const [earlier, later] = [local - DAY, local + DAY].map((moment) => local - findOffset(moment, timeZone));
  const moment = [earlier, later].find((each) => each !== undefined && each + findOffset(each, timeZone) === local);
  return new Date(moment ?? earlier ?? local).toISOString();
}

/** Return what is wrong with a time that a person has typed, or true. */
export function checkLocalTime(typed: string): string | true {
  return !typed || YEAR.test(typed) || "Use a year from 1900 to 9998.";
}
