import { type ComponentProps, useState } from "react";
import { useFormContext } from "react-hook-form";

import { FieldFrame } from "./FieldFrame";

interface Props extends ComponentProps<"input"> {
  name: string;
  label: string;
  hint?: string;
}

/** A field for a password, which the person can show. */
export function PasswordField({ name, label, hint, ...attributes }: Props) {
  const { register } = useFormContext();
  const [isShown, setShown] = useState(false);
  return (
    <FieldFrame name={name} label={label} hint={hint}>
      {(own) => (
        <div className="control">
          <input maxLength={128} required {...attributes} {...own} {...register(name)} type={isShown ? "text" : "password"} />
          <button
            className="reveal quiet"
            type="button"
            aria-controls={own.id}
            aria-pressed={isShown}
            aria-label="Show password"
            onClick={() => { setShown(!isShown); }}
          >
            {isShown ? "Hide" : "Show"}
          </button>
        </div>
      )}
    </FieldFrame>
  );
}
