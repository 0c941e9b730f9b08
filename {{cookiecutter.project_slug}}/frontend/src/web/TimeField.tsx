import type { ComponentProps } from "react";
import { useFormContext } from "react-hook-form";

import { FieldFrame } from "./FieldFrame";
import { checkLocalTime } from "./localTimes";

interface Props extends ComponentProps<"input"> {
  name: string;
  label: string;
  /** The time zone that the person types the time in. */
  zone: string;
}

/** A field for a date and a time. Its value is read with `readLocalTime()`. */
export function TimeField({ name, id, label, zone, ...attributes }: Props) {
  const { register, formState } = useFormContext<Record<string, string>>();
  return (
    <FieldFrame name={name} id={id} label={`${label} (${zone.replaceAll("_", " ")})`}>
      {(own) => (
        // Without a value in HTML, and with a `min`, a browser refuses times with seconds.
        <input
          {...attributes}
          {...own}
          {...register(name, { validate: checkLocalTime })}
          type="datetime-local"
          defaultValue={formState.defaultValues?.[name]}
          max="9998-12-31T23:59"
        />
      )}
    </FieldFrame>
  );
}
