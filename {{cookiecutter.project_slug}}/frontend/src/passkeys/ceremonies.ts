/** What the browser does with passkeys: make one, or use one. */
import type { Problem } from "../web/api";
import type { paths } from "../web/openapi";

type Body<Path extends "/api/passkeys" | "/api/sessions/passkey"> =
  paths[Path]["post"]["requestBody"]["content"]["application/json"];

const MESSAGES: Record<string, string> = {
  InvalidStateError: "This device already has a passkey for your account.",
  NotAllowedError: "That was canceled or took too long. Try again.",
  NotSupportedError: "This device cannot store the kind of passkey that this app needs.",
  SecurityError: "Passkeys only work at the address of this app, over HTTPS.",
};

/** Have the browser make a passkey. `options` are the server's. */
export async function createPasskey(options: object): Promise<Body<"/api/passkeys">["credential"]> {
  const { response, ...credential } = await ask(() => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
    return navigator.credentials.create({ publicKey });
  });
  const { clientDataJSON, attestationObject } = response as AuthenticatorAttestationResponse;
  return {
    ...credential,
    response: { clientDataJSON: encode(clientDataJSON), attestationObject: encode(attestationObject) },
  };
}

/** Have the browser prove that the person has a passkey. `options` are the server's. */
export async function proveLogin(options: object): Promise<Body<"/api/sessions/passkey">["credential"]> {
  const { response, ...credential } = await ask(() => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
    return navigator.credentials.get({ publicKey });
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse;
  return {
    ...credential,
    response: {
      clientDataJSON: encode(clientDataJSON),
      authenticatorData: encode(authenticatorData),
      signature: encode(signature),
      userHandle: encode(userHandle ?? new ArrayBuffer(0)),
    },
  };
}

/** Ask the browser. Throw its refusal in the form of the server's, with a message for the person. */
async function ask(question: () => Promise<Credential | null>) {
  try {
    // Read field by field: the browser's own toJSON() refuses what some extensions make.
    const { id, rawId, response } = (await question()) as PublicKeyCredential;
    return { id, rawId: encode(rawId), type: "public-key" as const, response };
  } catch (error) {
    const name = error instanceof DOMException ? error.name : String(error);
    const detail = MESSAGES[name] ?? `Your browser or password manager refused the passkey (${name}).`;
    throw { type: "about:blank", title: "Refused", status: 400, detail } satisfies Problem;
  }
}

/** Return bytes as base64url, as the server expects them. */
function encode(bytes: ArrayBuffer): string {
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
