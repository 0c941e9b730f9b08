/** The search, the filters and the first page of the list of people, as its address says. */
import { useSearchParams } from "../web/search";

export interface ListQuery {
  search?: string;
  role?: "admin" | "user";
  disabled?: "true";
  cursor?: string;
}

/** Links carry all of it in their address, so that admins return to the same list. */
export function useListQuery(): ListQuery {
  const { search, role, disabled, cursor } = useSearchParams();
  return {
    search,
    role: role === "admin" || role === "user" ? role : undefined,
    disabled: disabled === "true" ? disabled : undefined,
    cursor,
  };
}
