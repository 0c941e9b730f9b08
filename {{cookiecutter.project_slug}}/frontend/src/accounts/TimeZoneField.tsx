import { SelectField } from "../web/SelectField";
import { useUser } from "./session";

export function TimeZoneField() {
  const zones = new Set([useUser().time_zone, "UTC", ...Intl.supportedValuesOf("timeZone")]);
  return (
    <SelectField name="time_zone" label="Time zone" hint="All times are shown in this time zone." autoComplete="off">
      {[...zones].sort().map((zone) => <option key={zone} value={zone}>{zone.replaceAll("_", " ")}</option>)}
    </SelectField>
  );
}
