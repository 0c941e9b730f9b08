import { Suspense } from "react";
import { useForm } from "react-hook-form";

import { FocusedPage } from "../web/FocusedPage";
import { Form } from "../web/Form";
import { useConfirmLogin } from "./useConfirmLogin";
import { useGoOn } from "./destinations";
import { OwnPasswordField } from "./OwnPasswordField";
import { useHasPassword } from "./ownPassword";
import { listConfirmations } from "./seams";
import { SetPassword } from "./SetPassword";

/** Asks for the password again, and leads back to where the person was. */
export default function FreshLoginPage() {
  const form = useForm({ defaultValues: { password: "" } });
  const confirmLogin = useConfirmLogin();
  const goOn = useGoOn();
  const lead = <p className="lead">You logged in a while ago, and this step is a sensitive one.</p>;
  const confirmations = listConfirmations();
  if (!useHasPassword()) {
    return (
      <FocusedPage title="Confirm it’s you">
        {lead}
        <Suspense>{confirmations.map((Confirmation, index) => <Confirmation key={index} />)}</Suspense>
        <SetPassword isSecond={confirmations.length > 0} />
      </FocusedPage>
    );
  }
  return (
    <FocusedPage title="Confirm it’s you">
      {lead}
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
