import { useRouter } from "@tanstack/react-router";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";

import { describeError, isProblem } from "./api";
import { ErrorMessage } from "./ErrorMessage";
import { NotFoundPage } from "./NotFoundPage";

const TITLES: Record<number, string> = {
  403: "You can’t do this",
  429: "Please wait a moment",
  503: "We can’t do this right now",
};

/** The page for anything that a route or a component has thrown. */
export function ErrorPage({ error }: { error: unknown }) {
  const router = useRouter();
  const { reset } = useQueryErrorResetBoundary();
  if (isProblem(error) && error.status === 404) return <NotFoundPage />;
  const isOurFault = !isProblem(error) && !(error instanceof TypeError && /fetch/i.test(error.message));
  const title = "Something went wrong on our side";
  function tryAgain(): void {
    reset();
    void router.invalidate();
  }
  return (
    <ErrorMessage
      kicker={isProblem(error) ? `Error ${error.status}` : "Error"}
      title={isProblem(error) ? (TITLES[error.status] ?? title) : title}
      detail={isOurFault ? "Reload the page, or try again later." : describeError(error)}
    >
      <button type="button" onClick={tryAgain}>Try again</button>
    </ErrorMessage>
  );
}
