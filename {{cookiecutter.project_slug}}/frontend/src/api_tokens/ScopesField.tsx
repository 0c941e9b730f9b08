import { useFormContext, useFormState } from "react-hook-form";

const LABELS = { read: "Read your data", write: "Change your data" };

export function ScopesField() {
  const { register } = useFormContext();
  const message = useFormState().errors.scopes?.message as string | undefined;
  return (
    <div className="field" role="group" aria-labelledby="scopes" aria-describedby={message && "scopes-error"}>
      <strong id="scopes">What may it do?</strong>
      {message && <p className="message" id="scopes-error" role="alert">{message}</p>}
      {Object.entries(LABELS).map(([scope, label]) => (
        <label key={scope} className="check">
          <input type="checkbox" value={scope} {...register("scopes")} /> {label}
        </label>
      ))}
    </div>
  );
}
