// `#/` in the address asks for the explorer, and `#/<tag>/<operation>` for an operation in it, as
// Swagger UI writes it. Swagger UI is large, so it is loaded when it is asked for.
const overview = document.getElementById("overview");
const explorer = document.getElementById("explorer");
const button = document.getElementById("open");
const root = document.documentElement;
let opener = null;
let swagger = null;

function showPart(event) {
  const isAsked = location.hash.startsWith("#/");
  if (isAsked !== explorer.hidden) return;
  if (isAsked) opener = document.getElementById(location.hash.slice(1)) ?? button;
  overview.hidden = isAsked;
  explorer.hidden = !isAsked;
  if (!isAsked) return opener.focus();
  if (event) explorer.querySelector("h2").focus();
  if (swagger) swagger.then((ui) => ui?.layoutActions.parseDeepLinkHash(decodeURIComponent(location.hash)));
  else swagger = startSwagger();
}

async function startSwagger() {
  const page = document.getElementById("docs");
  const status = explorer.querySelector("[role=status]");
  status.textContent = "Loading the explorer…";
  // Swagger UI would follow links within the page in its own way, and no `hashchange` would tell us.
  window.noZensmooth = true;
  try {
    await Promise.all([
      load("link", { rel: "stylesheet", href: page.dataset.styles }),
      load("script", { src: page.dataset.script }),
    ]);
  } catch {
    status.textContent = "We could not load the explorer. Reload the page to try again.";
    return null;
  }
  status.textContent = "";
  return SwaggerUIBundle({
    domNode: page,
    url: page.dataset.openapi,
    deepLinking: true,
    defaultModelsExpandDepth: -1, // Each request shows its own.
    plugins: [{
      wrapComponents: "authorize" in page.dataset ? {} : { authorizeBtn: hide, authorizeOperationBtn: hide },
      statePlugins: {
        auth: { wrapSelectors: { definitionsToAuthorize: leaveOutCookie } },
        layout: { wrapActions: { parseDeepLinkHash: openLinked, scrollToElement: focusToo } },
      },
    }],
  });
}

const hide = () => () => null;

// "Authorize" cannot set the session cookie, which no script may read or write.
function leaveOutCookie(original) {
  return (...asked) => original(...asked)?.filterNot((scheme) => scheme.some((each) => each.get("in") === "cookie"));
}

function load(tag, attributes) {
  return new Promise((onload, onerror) => {
    document.head.append(Object.assign(document.createElement(tag), { ...attributes, onload, onerror }));
  });
}

// Swagger UI's own function takes each "_" in the address for a space as well, and warns of it.
function openLinked(original, { layoutActions, layoutSelectors }) {
  return (hash) => {
    const key = layoutSelectors.isShownKeyFromUrlHashArray(hash.slice(2).split("/"));
    layoutActions.show(key, true);
    // Swagger UI scrolls to what it has not drawn yet. An operation may be there already.
    const drawn = document.getElementById(key.join("-").replaceAll(" ", "_"));
    if (drawn) layoutActions.scrollToElement(drawn);
    else layoutActions.scrollTo(key);
  };
}

function focusToo(scroll) {
  return (element) => {
    element.querySelector("button")?.focus({ preventScroll: true });
    return scroll(element);
  };
}

// Without JavaScript, the overview is all there is.
button.hidden = false;
showPart();
addEventListener("hashchange", showPart);

// Dark if the pages are: as chosen in the footer, or else as the system is.
const dark = matchMedia("(prefers-color-scheme: dark)");
function followScheme() {
  const scheme = root.dataset.scheme ?? "system";
  root.classList.toggle("dark-mode", scheme === "dark" || (scheme === "system" && dark.matches));
}
followScheme();
dark.addEventListener("change", followScheme);
new MutationObserver(followScheme).observe(root, { attributeFilter: ["data-scheme"] });
