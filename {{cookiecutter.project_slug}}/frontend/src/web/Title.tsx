import { useApp } from "./app";

/** The title of the page in the browser's tab. React moves it to the head of the document. */
export function Title({ children }: { children: string }) {
  return <title>{`${children} · ${useApp().name}`}</title>;
}
