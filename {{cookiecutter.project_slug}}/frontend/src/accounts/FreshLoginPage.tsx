import { useForm } from "react-hook-form";

import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { useConfirmLogin } from "./useConfirmLogin";
import { useGoOn } from "./destinations";
import { OwnPasswordField } from "./OwnPasswordField";

/** Asks for the password again, and leads back to where the person was. */
export default function FreshLoginPage() {
  const form = useForm({ defaultValues: { password: "" } });
  const confirmLogin = useConfirmLogin();
  const goOn = useGoOn();
  return (
    <FocusedPage title="Confirm it’s you">
      <p className="lead">You logged in a while ago, and this step is a sensitive one.</p>
      <Form
        form={form}
        onSubmit={async ({ password }) => {
          await confirmLogin(password);
          goOn();
        }}
      >
        <OwnPasswordField />
        <button>Continue</button>
      </Form>
    </FocusedPage>
  );
}
