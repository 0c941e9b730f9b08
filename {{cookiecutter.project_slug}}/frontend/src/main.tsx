import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";

import "./web/app.css";
import { queryClient } from "./web/query";
import { createAppRouter } from "./web/router";

// After a release, a page that is still open misses files. Load it anew, but only once for each.
addEventListener("vite:preloadError", ({ payload: { message } }) => {
  if (sessionStorage.getItem(message)) return;
  sessionStorage.setItem(message, "missing");
  location.reload();
});

const router = createAppRouter();
const root = document.getElementById("root");
// Not before the page is loaded, so that it is drawn once. And React lets the browser do other things
// meanwhile, as it does in a transition alone.
void router.load().then(() => {
  startTransition(() => {
    if (!root) return;
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </StrictMode>,
    );
  });
});
