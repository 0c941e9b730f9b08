import { useTimeZone } from "./timeZone";

/** A moment of the API, in the person's time zone. */
export function Time({ moment }: { moment: string }) {
  const format = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: useTimeZone(),
  });
  return <time dateTime={moment}>{format.format(new Date(moment))}</time>;
}
