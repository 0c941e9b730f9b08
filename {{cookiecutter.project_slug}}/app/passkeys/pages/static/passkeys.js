// Add a passkey, or log in with one: ask the JSON API, then the browser, then the JSON API again.
const MESSAGES = {
  InvalidStateError: "This device already has a passkey for your account.",
  NotAllowedError: "That was canceled or took too long. Try again.",
};

class Refusal extends Error {}

async function send(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (response.ok) return answer;
  const errors = answer.errors?.map(({ message }) => message).join(" ");
  throw new Refusal(errors || answer.detail);
}

const ACTIONS = {
  async add(form) {
    const { name, password } = Object.fromEntries(new FormData(form));
    const options = await send("/api/passkeys/options", { password });
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const credential = await navigator.credentials.create({ publicKey });
    await send("/api/passkeys", { name, credential: credential.toJSON() });
  },
  async use() {
    const options = await send("/api/sessions/passkey/options");
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey });
    await send("/api/sessions/passkey", { credential: credential.toJSON() });
  },
};

function explain(error) {
  if (error instanceof Refusal) return error.message;
  if (error instanceof DOMException) return MESSAGES[error.name] ?? "This did not work. Try again.";
  return document.getElementById("notice").dataset.fallback;
}

let isBusy = false;

async function act(event) {
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  const form = event.target;
  const alert = form.querySelector("[role=alert]");
  alert.replaceChildren();
  try {
    await ACTIONS[form.dataset.passkey](form);
    location.assign(form.dataset.next);
  } catch (error) {
    alert.textContent = explain(error);
    isBusy = false;
  }
}

if (window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", act);
  }
  for (const part of document.querySelectorAll("[data-passkeys-work]")) {
    part.hidden = part.dataset.passkeysWork === "false";
  }
}
