/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `make run` starts Vite with these.
const { APP_PORT, DEVELOPMENT_HOSTS } = process.env;
const target = `http://127.0.0.1:${APP_PORT ?? "8000"}`;

export default defineConfig(({ command }) => ({
  plugins: [react()],
  // The app serves the built files from here, compressed, and for a year where the name has a hash.
  base: command === "build" ? "/static/" : "/",
  build: {
    outDir: "../build/static",
    emptyOutDir: true,
    // A file inside of another one would be refused by the security policy of the pages.
    assetsInlineLimit: 0,
  },
  server: {
    allowedHosts: DEVELOPMENT_HOSTS?.split(",").filter(Boolean) ?? [],
    // What the app answers itself. The host stays the one that the browser asks for, because the app
    // compares it with the origin of a request, and puts it into the links of mails.
    proxy: {
      "^/(api|docs|mailbox|livez|readyz|metrics|\\.well-known)(/|$|\\?)": { target, ws: true },
      "/openapi.json": { target },
    },
  },
  test: {
    environment: "happy-dom",
    testTimeout: 30_000,
    environmentOptions: { happyDOM: { url: "http://localhost/" } },
  },
}));
