// Says what HTMX does not: that a request failed, and no answer came that could be shown.
const notice = document.getElementById("notice");

function sayWhenNothingElseDoes() {
  if (!notice.textContent.trim()) notice.textContent = notice.dataset.fallback;
}

document.addEventListener("htmx:beforeRequest", () => notice.replaceChildren());
document.addEventListener("htmx:sendError", sayWhenNothingElseDoes);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.failed) sayWhenNothingElseDoes();
});

// A second click would send a form twice, and show the answer to the second: that it was used up.
// After some seconds one may try again, who has stopped the first.
let sent = null;
const forget = () => { sent = null; };
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target === sent) event.preventDefault();
  else setTimeout(forget, 5000);
  sent = event.target;
});
window.addEventListener("pageshow", forget);

// Where the person's clock is, for a form that asks without bothering them.
for (const field of document.querySelectorAll('input[type="hidden"][name="time_zone"]')) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

// The server has set the cookie; what is seen already follows without a new page.
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
