// Keep the list up to date when todos change in other tabs, on other devices or through the API.
const list = document.getElementById("todos");
const tab = Math.random().toString(36).slice(2);
let isStale = false;
let hasActed = false;
let openedPages = 0;
let timer = 0;

// A change made in this tab comes back as an event with the tab's name, so the tab can ignore it.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-Tab"] = tab;
  hasActed ||= detail.elt !== document.body;
  if (detail.elt.id === "more") openedPages += 1;
});

function loadList() {
  isStale = hasActed = false;
  htmx.ajax("GET", location.href, { target: "#todos", swap: "innerHTML" });
}

function refreshList() {
  timer = 0;
  // Wait while the person edits a todo or a request is on its way. HTMX keeps the focus by its id.
  if (!isStale || document.querySelector("form.edit, .htmx-request")) return;
  // Loading the list would remove the older todos that the person has opened, so let them decide.
  if (openedPages) document.getElementById("stale").hidden = isStale = false;
  else loadList();
}

// Refresh once after several changes.
function scheduleRefresh() {
  timer ||= setTimeout(refreshList, 100);
}

// After a failed request the list is still stale, and no older todos were opened.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) return;
  if (detail.elt.id === "more") openedPages -= 1;
  // If the session has ended, the page says so once. Asking again would not help.
  if (detail.target !== list || detail.xhr.status === 401) return;
  isStale = true;
  setTimeout(scheduleRefresh, 5000);
});

// An answer from before the person's latest action is out of date: drop it and load the list again.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target !== list) return;
  if (!hasActed && !openedPages && !list.querySelector("form.edit")) return;
  detail.shouldSwap = false;
  isStale = true;
  scheduleRefresh();
});
document.addEventListener("htmx:afterSettle", scheduleRefresh);

let events;

function openStream() {
  events = new EventSource("/api/todos/events");
  events.addEventListener("message", ({ data }) => {
    if (data === tab) return;
    isStale = true;
    scheduleRefresh();
  });
  events.addEventListener("error", () => {
    // Todos may change while there is no stream.
    isStale = true;
    // The browser reopens a stream that broke, but not one that the server refused.
    if (events.readyState === EventSource.CLOSED) setTimeout(reopenStream, 5000);
  });
  events.addEventListener("open", scheduleRefresh);
}

async function reopenStream() {
  const answer = await fetch("/api/todos?limit=1").catch(() => null);
  if (document.hidden || events.readyState !== EventSource.CLOSED) return;
  // If the session has ended, the answer to loading the list tells the person so.
  if (answer?.status === 401) loadList();
  else openStream();
}

openStream();
// Without HTTP/2 a browser opens only six connections to a host. Hidden tabs must not use them up.
document.addEventListener("visibilitychange", () => {
  events.close();
  isStale = true;
  if (!document.hidden) openStream();
});

// The server sends back an empty form. Keep the text that the person typed in the meantime.
let typedFields = [];
let focusedField = null;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.target.matches(".new-todo")) return;
  const isNew = ({ name, value }) => value !== detail.requestConfig.formData.get(name);
  typedFields = [...detail.target.querySelectorAll(".field input")].filter(isNew);
  focusedField = typedFields.length ? detail.target.querySelector("input:focus") : null;
});
document.addEventListener("htmx:afterSettle", () => {
  for (const { id, value } of typedFields) document.getElementById(id).value = value;
  const field = focusedField && document.getElementById(focusedField.id);
  field?.focus();
  if (field?.type === "text") {
    field.setSelectionRange(focusedField.selectionStart, focusedField.selectionEnd);
  }
  typedFields = [];
  focusedField = null;
});

// When the person comes back to this page, open the older todos again and scroll to the same place.
window.addEventListener("pagehide", () => {
  sessionStorage.setItem(location.href, JSON.stringify([openedPages, scrollY]));
});
window.addEventListener("pageshow", async () => {
  const [{ type }] = performance.getEntriesByType("navigation");
  const [count, top] = JSON.parse(sessionStorage.getItem(location.href)) ?? [0, 0];
  if (type !== "back_forward" || openedPages >= count) return;
  const start = scrollY;
  for (let more; openedPages < count && (more = document.getElementById("more"));) {
    // The header makes this look like a refresh, which does not move the focus.
    await htmx.ajax("GET", more.href, { source: more, headers: { "HX-Target": "todos" } });
  }
  // Do not scroll if the person has moved in the meantime.
  if (scrollY === start && document.activeElement === document.body) scrollTo(0, top);
});
