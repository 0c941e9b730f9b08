import { useTimeZone } from "./timeZone";

/** The day of a moment of the API, in the person's time zone. */
export function Day({ moment }: { moment: string }) {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: useTimeZone() });
  return <time dateTime={moment}>{format.format(new Date(moment))}</time>;
}
