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
