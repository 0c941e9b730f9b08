// Keeps the list as it is in other tabs and programs.
const list = document.getElementById("todos");
const tab = Math.random().toString(36).slice(2);
let isStale = false;
let hasOlder = false;
let timer = 0;

// What this tab changes comes back to it as an event of its own name.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-Tab"] = tab;
  hasOlder ||= detail.elt.id === "more";
});

function refresh() {
  timer = 0;
  // Nobody loses what they type. HTMX keeps the focus by its id.
  if (!isStale || list.querySelector("form.edit")) return;
  isStale = false;
  // Nor what they have opened: the newest alone would take its place.
  if (hasOlder) document.getElementById("stale").hidden = false;
  else htmx.ajax("GET", location.href, { target: "#todos", swap: "innerHTML" });
}

// Once for many changes.
function refreshSoon() {
  timer ||= setTimeout(refresh, 100);
}

let events;

function listen() {
  events = new EventSource("/api/todos/events");
  events.addEventListener("message", ({ data }) => {
    if (data === tab) return;
    isStale = true;
    refreshSoon();
  });
  // Whatever happened while there was no stream.
  events.addEventListener("error", () => { isStale = true; });
  events.addEventListener("open", refreshSoon);
}

listen();
// Without HTTP/2 a browser opens six connections to a host, and tabs that nobody sees could have all.
document.addEventListener("visibilitychange", () => {
  events.close();
  isStale = true;
  if (!document.hidden) listen();
});
document.addEventListener("htmx:afterSettle", refreshSoon);
