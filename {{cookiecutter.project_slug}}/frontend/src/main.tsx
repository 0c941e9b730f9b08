import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
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

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={createAppRouter()} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
