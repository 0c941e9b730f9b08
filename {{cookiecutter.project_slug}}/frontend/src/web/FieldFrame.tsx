import type { ReactNode } from "react";
import { type FieldError, get, useFormState } from "react-hook-form";

interface Props {
  name: string;
  /** The name, unless another form on the page has a field of this name too. */
  id?: string;
  label: string;
  hint?: string;
  children: (attributes: FieldAttributes) => ReactNode;
}

export interface FieldAttributes {
  id: string;
  "aria-invalid"?: true;
  "aria-describedby"?: string;
}

/** The label, hint and error around a control. They are linked to it, so screen readers read all. */
export function FieldFrame({ name, id = name, label, hint, children }: Props) {
  const { errors } = useFormState();
  const error: FieldError | undefined = get(errors, name);
  const message = error?.message;
  const ids = [message && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && <p className="hint" id={`${id}-hint`}>{hint}</p>}
      {message && <p className="message" id={`${id}-error`} role="alert">{message}</p>}
      {children({
        id,
        "aria-invalid": message ? true : undefined,
        "aria-describedby": ids || undefined,
      })}
    </div>
  );
}
