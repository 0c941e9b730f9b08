import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";

import { api, isProblem, type Schemas } from "../web/api";
import { Form } from "../web/Form";
import { showMessage } from "../web/messages";
import { SelectField } from "../web/SelectField";
import { SettingsPage } from "../web/SettingsPage";
import { TextField } from "../web/TextField";
import { CreatedToken } from "./CreatedToken";
import { ScopesField } from "./ScopesField";
import { reloadTokens } from "./tokens";

const LIFETIMES = [["30", "30 days"], ["7", "7 days"], ["90", "90 days"], ["365", "A year"]] as const;

interface Values {
  name: string;
  scopes: ("read" | "write")[];
  expires_in_days: string;
}

export default function NewTokenPage() {
  const form = useForm<Values>({ defaultValues: { name: "", scopes: ["read"], expires_in_days: "30" } });
  const create = api.useMutation("post", "/api/tokens");
  const [created, setCreated] = useState<Schemas["CreatedToken"]>();
  if (created) return <CreatedToken created={created} />;
  async function send(values: Values): Promise<void> {
    const body = { ...values, expires_in_days: Number(values.expires_in_days) };
    try {
      const answer = await create.mutateAsync({ body });
      setCreated(answer);
      showMessage("done", `The token “${answer.token.name}” was created.`);
    } catch (error) {
      throw nameScopes(error);
    }
    await reloadTokens();
  }
  return (
    <SettingsPage title="Create an API token">
      <Form className="card" form={form} onSubmit={send}>
        <TextField
          name="name"
          label="Name"
          hint="A name to recognize it by, such as “Backup script”."
          autoComplete="off"
          maxLength={100}
          required
        />
        <ScopesField />
        <SelectField name="expires_in_days" label="Expires after">
          {LIFETIMES.map(([days, label]) => <option key={days} value={days}>{label}</option>)}
        </SelectField>
        <p className="buttons">
          <button>Create token</button>
          <Link className="button quiet" to="/account/security">Cancel</Link>
        </p>
      </Form>
    </SettingsPage>
  );
}

/** Say of the boxes, which the server calls `scopes.0` and so on, what a person has to do. */
function nameScopes(error: unknown): unknown {
  if (!isProblem(error) || !error.errors) return error;
  const errors = error.errors.map((each) =>
    each.field.startsWith("scopes") ? { field: "scopes", message: "Choose at least one." } : each,
  );
  return { ...error, errors };
}
