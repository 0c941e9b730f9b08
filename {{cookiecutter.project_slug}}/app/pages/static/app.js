// Show a message if a request of HTMX failed and no response came that could be shown.
const notice = document.getElementById("notice");
const flash = document.getElementById("flash");

function showFallback() {
  if (!notice.textContent.trim()) notice.textContent = notice.dataset.fallback;
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  notice.replaceChildren();
  // An earlier message would look like the answer to what the person does now. A message with the
  // button itself stays: if the request fails, they press it again.
  if (detail.requestConfig.verb === "get" || flash.contains(detail.elt)) return;
  if (detail.elt.closest("main")) flash.replaceChildren();
});
document.addEventListener("htmx:sendError", showFallback);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.failed) showFallback();
});

// A script opened this page with a word for the message that it shows. Do not repeat it on reload.
const address = new URL(location.href);
if (address.searchParams.has("changed")) {
  address.searchParams.delete("changed");
  history.replaceState(history.state, "", address);
}

// Ignore a second click while HTMX waits for an answer. It would send the same once more.
document.addEventListener("htmx:confirm", (event) => {
  if (event.detail.elt.matches(".htmx-request")) event.preventDefault();
});

// Ignore a second click on a button for five seconds. It would send the form twice, and show only
// the second response, such as "This link was already used."
let sent = null;
const allowAgain = () => { sent = null; };
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target === sent) event.preventDefault();
  else setTimeout(allowAgain, 5000);
  sent = event.target;
});
window.addEventListener("pageshow", allowAgain);

// Fill in the person's time zone, so that no form has to ask for it.
for (const field of document.querySelectorAll('input[type="hidden"][name="time_zone"]')) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

// The server has set the cookie. Apply the choice to this page without loading it again.
const appearance = document.getElementById("appearance");
appearance.hidden = false;
document.addEventListener("schemeChosen", ({ detail }) => {
  document.documentElement.dataset.scheme = detail.value;
  for (const button of appearance.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", button.value === detail.value);
  }
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    meta.removeAttribute("media");
    meta.content = getComputedStyle(document.body).backgroundColor;
  }
});

// Without JavaScript, the style sheet hides what only works with it.
document.documentElement.dataset.script = "";

// Show a password while the person asks for it, but never send it as a plain field: browsers would
// remember it with what was typed into other fields.
function showPassword(button, isShown) {
  document.getElementById(button.getAttribute("aria-controls")).type = isShown ? "text" : "password";
  button.setAttribute("aria-pressed", isShown);
  button.textContent = isShown ? "Hide" : "Show";
}
document.addEventListener("click", ({ target }) => {
  const button = target.closest(".reveal");
  if (button) showPassword(button, button.getAttribute("aria-pressed") === "false");
});
document.addEventListener("submit", ({ target }) => {
  for (const button of target.querySelectorAll(".reveal")) showPassword(button, false);
});

// Close the menu of the header when the person goes on elsewhere.
function closeMenu({ target }) {
  const menu = document.querySelector(".menu[open]");
  if (menu && !menu.contains(target)) menu.open = false;
}
document.addEventListener("click", closeMenu);
document.addEventListener("focusin", closeMenu);
document.addEventListener("keydown", ({ key }) => {
  const menu = document.querySelector(".menu[open]");
  if (key !== "Escape" || !menu) return;
  menu.open = false;
  menu.firstElementChild.focus();
});
