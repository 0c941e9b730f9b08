/** The errors of a form, as the server reports them in problem details (RFC 9457). */
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";

import { describeError, isProblem } from "./api";

/** Show each error at its field, and the others, such as a lost connection, above the form. */
export function showProblem<Values extends FieldValues>(form: UseFormReturn<Values>, error: unknown): void {
  const problems = (isProblem(error) && error.errors) || [];
  const fields = form.getValues();
  const known = problems.filter(({ field }) => field in fields);
  const others = problems.filter(({ field }) => !(field in fields));
  known.forEach(({ field, message }, index) => {
    form.setError(field as Path<Values>, { type: "server", message }, { shouldFocus: index === 0 });
  });
  if (others.length > 0 || known.length === 0) {
    const message = others.map(({ field, message }) => `${field}: ${message}`).join(" ") || describeError(error);
    form.setError("root", { type: "server", message });
  }
}
