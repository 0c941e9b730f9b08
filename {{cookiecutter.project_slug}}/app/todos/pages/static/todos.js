// Keeps the list as it is in other tabs and programs.
const list = document.getElementById("todos");
const tab = Math.random().toString(36).slice(2);
let isStale = false;
let hasActed = false;
let opened = 0;
let timer = 0;

// What this tab changes comes back to it as an event of its own name.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-Tab"] = tab;
  hasActed ||= detail.elt !== document.body;
  if (detail.elt.id === "more") opened += 1;
});

function loadList() {
  isStale = hasActed = false;
  htmx.ajax("GET", location.href, { target: "#todos", swap: "innerHTML" });
}

function refresh() {
  timer = 0;
  // Nobody loses what they type, or have just clicked. HTMX keeps the focus by its id.
  if (!isStale || document.querySelector("form.edit, .htmx-request")) return;
  // Nor what they have opened: the newest alone would take its place.
  if (opened) document.getElementById("stale").hidden = isStale = false;
  else loadList();
}

// Once for many changes.
function refreshSoon() {
  timer ||= setTimeout(refresh, 100);
}

// Without an answer the list is as old as it was, and nothing older was opened.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) return;
  if (detail.elt.id === "more") opened -= 1;
  // Whose session has ended is told so, once.
  if (detail.target !== list || detail.xhr.status === 401) return;
  isStale = true;
  setTimeout(refreshSoon, 5000);
});

// The list that was on its way knows nothing of what was done since: ask for it again.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target !== list || !(hasActed || opened || list.querySelector("form.edit"))) return;
  detail.shouldSwap = false;
  isStale = true;
  refreshSoon();
});
document.addEventListener("htmx:afterSettle", refreshSoon);

let events;

function listen() {
  events = new EventSource("/api/todos/events");
  events.addEventListener("message", ({ data }) => {
    if (data === tab) return;
    isStale = true;
    refreshSoon();
  });
  // Whatever happened while there was no stream.
  events.addEventListener("error", () => {
    isStale = true;
    // A browser opens a stream that broke again by itself, but not one that was refused.
    if (events.readyState === EventSource.CLOSED) setTimeout(listenAgain, 5000);
  });
  events.addEventListener("open", refreshSoon);
}

async function listenAgain() {
  const answer = await fetch("/api/todos?limit=1").catch(() => null);
  if (document.hidden || events.readyState !== EventSource.CLOSED) return;
  // The session has ended: the page's own answer says so.
  if (answer?.status === 401) loadList();
  else listen();
}

listen();
// Without HTTP/2 a browser opens six connections to a host, and tabs that nobody sees could have all.
document.addEventListener("visibilitychange", () => {
  events.close();
  isStale = true;
  if (!document.hidden) listen();
});

// The form comes back empty, but for what was typed since it was sent.
let typed = [];
let active = null;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.target.matches(".new-todo")) return;
  const isNew = ({ name, value }) => value !== detail.requestConfig.formData.get(name);
  typed = [...detail.target.querySelectorAll(".field input")].filter(isNew);
  active = typed.length ? detail.target.querySelector("input:focus") : null;
});
document.addEventListener("htmx:afterSettle", () => {
  for (const { id, value } of typed) document.getElementById(id).value = value;
  const field = active && document.getElementById(active.id);
  field?.focus();
  if (field?.type === "text") field.setSelectionRange(active.selectionStart, active.selectionEnd);
  typed = [];
  active = null;
});

// Who comes back finds open what they had opened, and is where they were.
window.addEventListener("pagehide", () => {
  sessionStorage.setItem(location.href, JSON.stringify([opened, scrollY]));
});
window.addEventListener("pageshow", async () => {
  const [{ type }] = performance.getEntriesByType("navigation");
  const [count, top] = JSON.parse(sessionStorage.getItem(location.href)) ?? [0, 0];
  if (type !== "back_forward" || opened >= count) return;
  const start = scrollY;
  for (let more; opened < count && (more = document.getElementById("more"));) {
    // As a refresh, which leaves the focus where it is.
    await htmx.ajax("GET", more.href, { source: more, headers: { "HX-Target": "todos" } });
  }
  // Unless they are somewhere else by now.
  if (scrollY === start && document.activeElement === document.body) scrollTo(0, top);
});
