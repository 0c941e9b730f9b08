import { SelectField } from "../web/SelectField";
import { useUser } from "./session";

export function TimeZoneField() {
  const zones = new Set([useUser().time_zone, "UTC", ...Intl.supportedValuesOf("timeZone")]);
  return (
    <SelectField name="time_zone" label="Time zone" hint="Times are shown in this zone.">
      {[...zones].sort().map((zone) => <option key={zone} value={zone}>{zone.replaceAll("_", " ")}</option>)}
    </SelectField>
  );
}
