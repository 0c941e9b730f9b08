import type { ComponentProps } from "react";
import { useFormContext } from "react-hook-form";

import { FieldFrame } from "./FieldFrame";

interface Props extends ComponentProps<"textarea"> {
  name: string;
  label: string;
  hint?: string;
}

export function TextAreaField({ name, id, label, hint, ...attributes }: Props) {
  const { register } = useFormContext();
  return (
    <FieldFrame name={name} id={id} label={label} hint={hint}>
      {(own) => <textarea {...attributes} {...own} {...register(name)} />}
    </FieldFrame>
  );
}
