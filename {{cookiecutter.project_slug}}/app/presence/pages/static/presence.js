// Tell the server whether the person is looking at this page, and show their other devices.
const line = document.getElementById("presence");
const url = new URL("/api/presence", location.href.replace(/^http/, "ws"));
const devices = new Intl.ListFormat("en");
let delay = 1000;

function openSocket() {
  const socket = new WebSocket(url);
  const sendState = () => socket.send(document.hidden ? "away" : "looking");

  socket.addEventListener("open", () => {
    delay = 1000;
    sendState();
    document.addEventListener("visibilitychange", sendState);
  });
  socket.addEventListener("message", ({ data }) => {
    const others = JSON.parse(data).devices;
    line.textContent = others.length ? `Also open in ${devices.format(others)}` : "";
  });
  // The browser reopens a stream of server-sent events, but not a WebSocket.
  socket.addEventListener("close", ({ code }) => {
    document.removeEventListener("visibilitychange", sendState);
    line.textContent = "";
    // With 1008 the session has ended. When the person returns, they may have logged in elsewhere.
    if (code === 1008) document.addEventListener("visibilitychange", openSocket, { once: true });
    else setTimeout(openSocket, delay);
    delay = Math.min(2 * delay, 60_000);
  });
}

openSocket();
