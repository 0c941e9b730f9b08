// Add a passkey, or log in with one: ask the API, then the browser, then the API again.
const REFUSED = "Your browser or password manager refused";
const MESSAGES = {
  InvalidStateError: "This device already has a passkey for your account.",
  NotAllowedError: "That was canceled or took too long. Try again.",
  NotSupportedError: "This device cannot store the kind of passkey that this app needs.",
  SecurityError: "Passkeys only work at the address of this app, over HTTPS.",
};
// The fields that the server reads, of a new passkey and of a used one.
const FIELDS = [
  "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle",
];

// The server, the browser or the password manager has said no, with a message for the person.
class Refusal extends Error {}

async function send(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await response.text();
  const answer = text && JSON.parse(text);
  if (response.ok) return answer;
  const errors = answer.errors?.map(({ message }) => message).join(" ");
  throw new Refusal(errors || answer.detail);
}

// Ask the browser. Its errors are not those of the connection, so tell them apart here.
async function ask(question) {
  try {
    return write(await question());
  } catch (error) {
    const reason = MESSAGES[error?.name] ?? `${REFUSED} the passkey (${error?.name ?? error}).`;
    throw new Refusal(reason);
  }
}

// Read the fields one by one: the browser's own toJSON() refuses what some extensions make.
function write({ id, rawId, type, response }) {
  const fields = FIELDS.filter((name) => response[name]);
  const written = fields.map((name) => [name, encode(response[name])]);
  return { id, rawId: encode(rawId), type, response: Object.fromEntries(written) };
}

// Return bytes as base64url, as the server expects them.
function encode(bytes) {
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const ACTIONS = {
  async add(form) {
    const { name, password } = Object.fromEntries(new FormData(form));
    if (password) await send("/api/sessions/current/confirm", { password });
    const options = await send("/api/passkeys/options");
    const credential = await ask(() => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      return navigator.credentials.create({ publicKey });
    });
    await send("/api/passkeys", { name, credential });
  },
  async use() {
    const options = await send("/api/sessions/passkey/options");
    const credential = await ask(() => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
      return navigator.credentials.get({ publicKey });
    });
    await send("/api/sessions/passkey", { credential });
  },
};

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
    const { fallback } = document.getElementById("notice").dataset;
    alert.textContent = error instanceof Refusal ? error.message : fallback;
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
