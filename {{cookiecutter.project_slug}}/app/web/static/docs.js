const page = document.getElementById("docs");
SwaggerUIBundle({
  domNode: page,
  url: page.dataset.openapi,
  deepLinking: true,
  defaultModelsExpandDepth: -1, // Each request shows its own.
  // "Authorize" cannot set the session cookie, which no script may read or write.
  plugins: [{ wrapComponents: { authorizeBtn: () => () => null, authorizeOperationBtn: () => () => null } }],
});

// Dark if the pages are: as chosen in the footer, or else as the system is.
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
function followScheme() {
  const scheme = root.dataset.scheme ?? "system";
  root.classList.toggle("dark-mode", scheme === "dark" || (scheme === "system" && dark.matches));
}
followScheme();
dark.addEventListener("change", followScheme);
new MutationObserver(followScheme).observe(root, { attributeFilter: ["data-scheme"] });
