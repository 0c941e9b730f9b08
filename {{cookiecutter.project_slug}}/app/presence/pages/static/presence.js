// Tells whether this page is being looked at, and shows on which other devices it is open.
const line = document.getElementById("presence");
const url = new URL("/api/presence", location.href.replace(/^http/, "ws"));
const devices = new Intl.ListFormat("en");
let delay = 1000;

function connect() {
  const socket = new WebSocket(url);
  const tell = () => socket.send(document.hidden ? "away" : "looking");

  socket.addEventListener("open", () => {
    delay = 1000;
    tell();
    document.addEventListener("visibilitychange", tell);
  });
  socket.addEventListener("message", ({ data }) => {
    const others = JSON.parse(data).devices;
    line.textContent = others.length ? `Also open: ${devices.format(others)}` : "";
  });
  // Unlike server-sent events, a WebSocket is not opened again by the browser.
  socket.addEventListener("close", ({ code }) => {
    document.removeEventListener("visibilitychange", tell);
    line.textContent = "";
    // By this code the session has ended. It may begin again in another tab.
    if (code === 1008) document.addEventListener("visibilitychange", connect, { once: true });
    else setTimeout(connect, delay);
    delay = Math.min(2 * delay, 60_000);
  });
}

connect();
