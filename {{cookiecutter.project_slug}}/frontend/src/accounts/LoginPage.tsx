import { Link } from "@tanstack/react-router";
import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { PasswordField } from "../web/PasswordField";
import { useSearchParams } from "../web/search";
import { useEnter } from "./destinations";
import { EmailField } from "./EmailField";
import { useRegistrationRules } from "./registration";

export default function LoginPage() {
  const form = useForm({ defaultValues: { email: "", password: "" } });
  const login = api.useMutation("post", "/api/sessions");
  const enter = useEnter();
  const search = useSearchParams();
  const isOpen = useRegistrationRules().registration === "open";
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
      <Form form={form} onSubmit={async (body) => { enter(await login.mutateAsync({ body })); }}>
        <EmailField />
        <PasswordField name="password" label="Password" autoComplete="current-password" />
        <button>Log in</button>
      </Form>
    </FocusedPage>
  );
}
