import { keepPreviousData } from "@tanstack/react-query";

import { api } from "../web/api";
import { useListQuery } from "./listQuery";

/** Return the people of the list, page by page. */
export function usePeople() {
  const { search, role, disabled, cursor } = useListQuery();
  const query = { search, role, disabled: disabled && true };
  const people = api.useInfiniteQuery("get", "/api/users", { params: { query } }, {
    pageParamName: "cursor",
    initialPageParam: cursor,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  if (people.error && !people.data) throw people.error;
  return people;
}
