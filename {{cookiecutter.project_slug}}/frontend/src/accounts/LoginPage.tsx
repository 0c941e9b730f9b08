import { Link } from "@tanstack/react-router";
import { type ComponentType, Suspense, useState } from "react";
import { useForm } from "react-hook-form";

import { api, isProblem } from "../web/api";
import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { PasswordField } from "../web/PasswordField";
import { useSearchParams } from "../web/search";
import { useEnter } from "./destinations";
import { EmailField } from "./EmailField";
import { useRegistrationRules } from "./registration";
import { findLoginStep, listLoginMethods, type LoginStepProps } from "./seams";

interface Credentials {
  email: string;
  password: string;
  code?: string;
}

export default function LoginPage() {
  const form = useForm<Credentials>({ defaultValues: { email: "", password: "" } });
  const login = api.useMutation("post", "/api/sessions");
  const enter = useEnter();
  const search = useSearchParams();
  const isOpen = useRegistrationRules().registration === "open";
  const [step, setStep] = useState<{ Step: ComponentType<LoginStepProps> }>();

  async function logIn(body: Credentials): Promise<void> {
    try {
      enter(await login.mutateAsync({ body }));
    } catch (error) {
      const Step = isProblem(error) && !body.code && findLoginStep(error.type);
      if (!Step) throw error;
      setStep({ Step });
    }
  }
  if (step) {
    return (
      <Suspense>
        <step.Step
          logIn={(code) => logIn({ ...form.getValues(), code })}
          cancel={() => {
            form.reset();
            setStep(undefined);
          }}
        />
      </Suspense>
    );
  }
  return (
    <FocusedPage
      title="Log in"
      below={
        <>
          <p><Link to="/forgotten">Forgot your password?</Link></p>
          {isOpen && <p>New here? <Link to="/register" search={search}>Sign up</Link>.</p>}
        </>
      }
    >
      <Form form={form} onSubmit={logIn}>
        <EmailField />
        <PasswordField name="password" label="Password" autoComplete="current-password" />
        <button>Log in</button>
      </Form>
      <Suspense>{listLoginMethods().map((Method, index) => <Method key={index} />)}</Suspense>
    </FocusedPage>
  );
}
