import type { ComponentProps } from "react";
import { useFormContext } from "react-hook-form";

import { FieldFrame } from "./FieldFrame";

interface Props extends ComponentProps<"input"> {
  name: string;
  label: string;
  hint?: string;
}

export function TextField({ name, label, hint, ...attributes }: Props) {
  const { register } = useFormContext();
  return (
    <FieldFrame name={name} label={label} hint={hint}>
      {(own) => <input {...attributes} {...own} {...register(name)} />}
    </FieldFrame>
  );
}
