import type { ReactNode } from "react";
import { useForm } from "react-hook-form";

import { isProblem } from "../web/api";
import { Form } from "../web/Form";

interface Props {
  logIn: (code: string) => Promise<void>;
  children: ReactNode;
}

/** A form whose field `code` finishes the login. */
export function CodeForm({ logIn, children }: Props) {
  const form = useForm({ defaultValues: { code: "" } });
  async function send({ code }: { code: string }): Promise<void> {
    try {
      await logIn(code);
    } catch (error) {
      // The same refusal asks for a code and refuses a wrong one.
      const isWrong = isProblem(error) && error.type === "/problems/code-required";
      const errors = [{ field: "code", message: "This code is wrong, or has already been used." }];
      throw isWrong ? { ...error, errors } : error;
    }
  }
  return (
    <Form form={form} onSubmit={send}>
      {children}
      <button>Log in</button>
    </Form>
  );
}
