import { Navigate } from "@tanstack/react-router";
import { useState } from "react";

import { useEnter } from "../accounts/destinations";
import { findLoginStep } from "../accounts/seams";
import { api } from "../web/api";
import { useSearchParams } from "../web/search";

/** Asks for what is still needed after the way back from a provider, such as a code. */
export default function StepPage() {
  const { type = "", next } = useSearchParams();
  const finish = api.useMutation("post", "/api/oidc/code");
  const enter = useEnter();
  const [{ Step }] = useState(() => ({ Step: findLoginStep(type) }));
  if (!Step) return <Navigate to="/login" search={{ told: "refused", next }} replace />;
  async function logIn(code: string): Promise<void> {
    enter(await finish.mutateAsync({ body: { code } }));
  }
  // The step itself leads back to the login page.
  return <Step logIn={logIn} cancel={() => undefined} />;
}
