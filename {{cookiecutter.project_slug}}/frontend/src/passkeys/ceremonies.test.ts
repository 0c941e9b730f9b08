import { afterEach, expect, test, vi } from "vitest";

import { createPasskey, proveLogin } from "./ceremonies";

afterEach(() => { vi.unstubAllGlobals(); });

function stubBrowser(answer: () => Promise<unknown>): void {
  const parse = (options: unknown): unknown => options;
  vi.stubGlobal("PublicKeyCredential", { parseCreationOptionsFromJSON: parse, parseRequestOptionsFromJSON: parse });
  vi.stubGlobal("navigator", { credentials: { create: answer, get: answer } });
}

const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;

test("a new passkey is written as the server reads it, in base64url", async () => {
  const response = { clientDataJSON: bytes(251, 255), attestationObject: bytes(1) };
  stubBrowser(() => Promise.resolve({ id: "-_8", rawId: bytes(251, 255), response }));

  expect(await createPasskey({})).toEqual({
    id: "-_8",
    rawId: "-_8",
    type: "public-key",
    response: { clientDataJSON: "-_8", attestationObject: "AQ" },
  });
});

test.each([
  ["NotAllowedError", "That was canceled or took too long. Try again."],
  ["UnknownError", "Your browser or password manager refused the passkey (UnknownError)."],
])("a refusal of the browser (%s) is said in words", async (name, detail) => {
  stubBrowser(() => Promise.reject(new DOMException("", name)));

  await expect(proveLogin({})).rejects.toMatchObject({ detail });
});
