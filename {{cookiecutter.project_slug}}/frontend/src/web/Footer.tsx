import { AppearanceChoice } from "./AppearanceChoice";

export function Footer() {
  return (
    <footer className="footer">
      <a href="/docs">API</a>
      <AppearanceChoice />
    </footer>
  );
}
