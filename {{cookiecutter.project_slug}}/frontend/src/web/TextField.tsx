import type { ComponentProps } from "react";
import { useFormContext } from "react-hook-form";

import { FieldFrame } from "./FieldFrame";

interface Props extends ComponentProps<"input"> {
  name: string;
  label: string;
  hint?: string;
}

export function TextField({ name, id, label, hint, ...attributes }: Props) {
  const { register } = useFormContext();
  return (
    <FieldFrame name={name} id={id} label={label} hint={hint}>
      {(own) => <input {...attributes} {...own} {...register(name)} />}
    </FieldFrame>
  );
}
