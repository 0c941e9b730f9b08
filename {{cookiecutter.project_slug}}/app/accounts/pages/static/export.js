// Load the progress at each event of the job. A hidden tab keeps no connection.
let events;

function openStream() {
  events?.close();
  if (document.hidden) return;
  events = new EventSource("/api/users/me/export/events");
  events.onopen = events.onmessage = () => htmx.trigger("#progress", "changed");
}

openStream();
document.onvisibilitychange = openStream;
