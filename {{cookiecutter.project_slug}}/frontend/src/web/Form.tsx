import type { ReactNode } from "react";
import { type FieldValues, FormProvider, type UseFormReturn } from "react-hook-form";

import { FormSummary } from "./FormSummary";
import { showProblem } from "./problems";

interface Props<Values extends FieldValues> {
  form: UseFormReturn<Values>;
  /** Sends the values. What it throws is shown: each error at its field, any other above the form. */
  onSubmit: (values: Values) => Promise<unknown>;
  className?: string;
  children: ReactNode;
}

/** A form whose errors come from the server. A second submit is ignored while the first one runs. */
export function Form<Values extends FieldValues>({ form, onSubmit, className, children }: Props<Values>) {
  const send = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values);
    } catch (error) {
      showProblem(form, error);
    }
  });
  return (
    <FormProvider {...form}>
      <form
        className={className}
        aria-busy={form.formState.isSubmitting}
        onSubmit={(event) => {
          if (form.formState.isSubmitting) event.preventDefault();
          else void send(event);
        }}
      >
        <FormSummary />
        {children}
      </form>
    </FormProvider>
  );
}
