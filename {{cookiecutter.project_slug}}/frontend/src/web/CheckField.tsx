import type { ComponentProps } from "react";
import { useFormContext } from "react-hook-form";

interface Props extends ComponentProps<"input"> {
  name: string;
  label: string;
}

export function CheckField({ name, label, ...attributes }: Props) {
  const { register } = useFormContext();
  return (
    <label className="check">
      <input {...attributes} {...register(name)} type="checkbox" /> {label}
    </label>
  );
}
