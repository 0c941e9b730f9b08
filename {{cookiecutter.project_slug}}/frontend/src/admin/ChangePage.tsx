import { useParams } from "@tanstack/react-router";

import { NotFoundPage } from "../web/NotFoundPage";
import { ChangeForm } from "./ChangeForm";
import { useChanges } from "./changes";

/** Asks before a change is made. */
export default function ChangePage() {
  const { userId = "", change: name = "" }: { userId?: string; change?: string } = useParams({ strict: false });
  const change = useChanges()[name];
  return change ? <ChangeForm userId={userId} change={change} isDangerous={name !== "enable"} /> : <NotFoundPage />;
}
