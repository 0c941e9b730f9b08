/** Light or dark: like the person's system, until they choose. `public/appearance.js` reads it. */

export const SCHEMES = { system: "System", light: "Light", dark: "Dark" };

export function findScheme(): string {
  return document.documentElement.dataset.scheme ?? "system";
}

export function chooseScheme(scheme: string): void {
  document.documentElement.dataset.scheme = scheme;
  localStorage.setItem("scheme", scheme);
}
