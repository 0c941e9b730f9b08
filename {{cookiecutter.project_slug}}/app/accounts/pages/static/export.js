// Show how far the export of the person's data is. When it ends, show what they can do next.
const part = document.getElementById("export");
const bar = document.getElementById("progress");
let events;

async function refresh() {
  const answer = await fetch("/api/users/me/export").catch(() => null);
  if (!answer || !bar.isConnected) return;
  const { state, done, total } = await answer.json();
  if (state !== "waiting" && state !== "running") {
    events.close();
    htmx.ajax("GET", location.href, { target: "#export", swap: "innerHTML" });
  } else if (total) {
    document.getElementById("done").textContent = bar.value = done;
    document.getElementById("total").textContent = bar.max = total;
  }
}

function openStream() {
  if (document.hidden || !bar.isConnected) return;
  events = new EventSource("/api/users/me/export/events");
  // It may have changed before the stream was open.
  events.addEventListener("open", refresh);
  events.addEventListener("message", refresh);
  events.addEventListener("error", () => {
    // The browser reopens a stream that broke, but not one that the server refused.
    if (events.readyState === EventSource.CLOSED) setTimeout(openStream, 5000);
  });
}

openStream();
// Without HTTP/2 a browser opens only six connections to a host. Hidden tabs must not use them up.
document.addEventListener("visibilitychange", () => {
  events?.close();
  openStream();
});
