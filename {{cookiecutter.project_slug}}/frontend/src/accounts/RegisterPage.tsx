import { Link, useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { useSearchParams } from "../web/search";
import { useEnter } from "./destinations";
import { EmailField } from "./EmailField";
import { NewPasswordField } from "./NewPasswordField";
import { useRegistrationRules } from "./registration";
import { REFUSALS } from "./refusals";

export default function RegisterPage() {
  const form = useForm({ defaultValues: { email: "", password: "" } });
  const register = api.useMutation("post", "/api/users");
  const rules = useRegistrationRules();
  const enter = useEnter();
  const navigate = useNavigate();
  const search = useSearchParams();
  const below = <p>Already have an account? <Link to="/login" search={search}>Log in</Link>.</p>;
  if (rules.registration !== "open") {
    return <FocusedPage title="Sign up" below={below}><p>{REFUSALS[rules.registration]}</p></FocusedPage>;
  }
  async function send(body: { email: string; password: string }): Promise<void> {
    const answer = await register.mutateAsync({ body });
    if ("id" in answer) enter(answer);
    else await navigate({ to: "/see-mail", search: { email: body.email } });
  }
  return (
    <FocusedPage title="Sign up" below={below}>
      <Form form={form} onSubmit={send}>
        <EmailField hint={rules.confirm_email ? "We will send you a link to finish signing up." : undefined} />
        <NewPasswordField name="password" label="Password" />
        <button>Sign up</button>
      </Form>
    </FocusedPage>
  );
}
