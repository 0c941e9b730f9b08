import { useFormContext } from "react-hook-form";

interface Props {
  /** What logs the person in besides the password: a description of each by its name. */
  factors: Record<string, string>;
}

/** Asks what a reset keeps. Someone else may have set up the others, so it removes them. */
export function KeptFactors({ factors }: Props) {
  const { register } = useFormContext();
  const found = Object.entries(factors);
  if (found.length === 0) return null;
  return (
    <fieldset>
      <legend>Keep only what you set up yourself</legend>
      {found.map(([name, description]) => (
        <label key={name}>
          <input type="checkbox" value={name} {...register("keep")} /> {description.slice(0, 1).toUpperCase() + description.slice(1)}
        </label>
      ))}
    </fieldset>
  );
}
