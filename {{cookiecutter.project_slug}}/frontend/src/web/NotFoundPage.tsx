import { ErrorMessage } from "./ErrorMessage";

export function NotFoundPage() {
  return (
    <ErrorMessage
      kicker="Error 404"
      title="Page not found"
      detail="The address may be mistyped, or the page may have been deleted."
    />
  );
}
