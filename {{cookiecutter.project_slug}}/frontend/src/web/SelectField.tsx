import type { ComponentProps } from "react";
import { useFormContext } from "react-hook-form";

import { FieldFrame } from "./FieldFrame";

interface Props extends ComponentProps<"select"> {
  name: string;
  label: string;
  hint?: string;
}

export function SelectField({ name, label, hint, ...attributes }: Props) {
  const { register, formState } = useFormContext<Record<string, string>>();
  return (
    <FieldFrame name={name} label={label} hint={hint}>
      {(own) => <select {...attributes} {...own} {...register(name)} defaultValue={formState.defaultValues?.[name]} />}
    </FieldFrame>
  );
}
