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
    // What every page needs is one file, and what every form needs is another. Many small files would
    // be larger, because each is compressed by itself.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "app", tags: ["$initial"] },
            { name: "page", test: /[\\/]web[\\/](Title|\w+Page)\.tsx$/ },
            { name: "forms", test: /[\\/](web|accounts)[\\/]\w*(Form|Field)\w*\.tsx$/ },
          ],
        },
      },
    },
  },
  server: {
    allowedHosts: DEVELOPMENT_HOSTS?.split(",").filter(Boolean) ?? [],
    // What the app answers itself. The host stays the one that the browser asks for, because the app
    // compares it with the origin of a request, and puts it into the links of mails.
    proxy: {
      "^/(api|docs|mailbox|livez|readyz|metrics|\\.well-known)(/|$|\\?)": { target, ws: true },
      "/openapi.json": { target },
      // Addresses that lead to another site to log in, and back from there.
      "^/login/.": { target },
    },
  },
  test: {
    environment: "happy-dom",
    environmentOptions: { happyDOM: { url: "http://localhost/" } },
    // A test loads the whole app, which takes a busy machine some time.
    testTimeout: 30_000,
  },
}));
