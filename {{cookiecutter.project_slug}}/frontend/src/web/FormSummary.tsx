import { Suspense, useEffect, useRef } from "react";
import { useFormState } from "react-hook-form";

import { listFeatures } from "./features";

/** The error that belongs to no field, or a word that several fields have one. */
export function FormSummary() {
  const { errors } = useFormState();
  const { root, ...fields } = errors;
  const text = root?.message ?? (Object.keys(fields).length > 1 ? "Nothing is saved yet. Please correct the marked fields." : "");
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (root) element.current?.focus();
  }, [root]);
  return text && (
    <div className="flash refused" role="alert" tabIndex={-1} ref={element}>
      <p>{text}</p>
      <Suspense>
        {root && listFeatures().map(({ RefusalHint }, index) => RefusalHint && <RefusalHint key={index} status={Number(root.type)} />)}
      </Suspense>
    </div>
  );
}
