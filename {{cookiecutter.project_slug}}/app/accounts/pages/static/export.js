// Load the progress again at each event of the job. Hidden tabs must not use up connections.
let events;

function openStream() {
  events?.close();
  if (document.hidden) return;
  events = new EventSource("/api/users/me/export/events");
  events.onopen = events.onmessage = () => htmx.trigger("#progress", "changed");
}

openStream();
document.onvisibilitychange = openStream;
