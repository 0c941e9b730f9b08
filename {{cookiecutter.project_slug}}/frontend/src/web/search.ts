/** The part of an address after the `?`. All values are texts, as in links of mails. */
import { useSearch } from "@tanstack/react-router";

type Search = Record<string, string | undefined>;

export function parseSearch(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text));
}

export function writeSearch(search: Record<string, unknown>): string {
  const values = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return values.length > 0 ? `?${new URLSearchParams(values).toString()}` : "";
}

export function useSearchParams(): Search {
  const search: Search = useSearch({ strict: false });
  return search;
}
