/** The errors of a form, as the server reports them in problem details (RFC 9457). */
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";

import { describeError, isProblem } from "./api";
import { showMessage } from "./messages";
import { isHandled } from "./query";

/** Show each error at its field, and the others, such as a lost connection, above the form. */
export function showProblem<Values extends FieldValues>(form: UseFormReturn<Values>, error: unknown): void {
  if (isHandled(error)) return;
  const problems = (isProblem(error) && error.errors) || [];
  const fields = form.getValues();
  const known = problems.filter(({ field }) => field in fields);
  const others = problems.filter(({ field }) => !(field in fields));
  known.forEach(({ field, message }, index) => {
    form.setError(field as Path<Values>, { type: "server", message }, { shouldFocus: index === 0 });
  });
  if (others.length > 0 || known.length === 0) {
    const message = others.map(({ field, message }) => `${field}: ${message}`).join(" ") || describeError(error);
    // The status tells features whether they know a way out.
    form.setError("root", { type: isProblem(error) ? String(error.status) : "server", message });
  }
}

/** Return the error as one of a field, if it has a status that says so. */
export function placeAtField(error: unknown, field: string, ...statuses: number[]): unknown {
  if (!isProblem(error) || !statuses.includes(error.status) || isHandled(error)) return error;
  return { ...error, errors: [{ field, message: error.detail }] };
}

/** Show an error above the page. For a button that is not in a form. */
export function reportProblem(error: unknown): void {
  if (!isHandled(error)) showMessage("refused", describeError(error));
}

export function hasStatus(error: unknown, status: number): boolean {
  return isProblem(error) && error.status === status;
}
