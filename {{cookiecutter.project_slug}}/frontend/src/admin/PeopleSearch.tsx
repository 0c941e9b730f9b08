import { useNavigate } from "@tanstack/react-router";
import { type SubmitEvent } from "react";

import { useListQuery } from "./listQuery";

/** Finds people by a part of their address. It keeps the filter. */
export function PeopleSearch() {
  const { search, role, disabled } = useListQuery();
  const navigate = useNavigate();
  function find(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get("search");
    void navigate({ to: "/admin", search: { search: text === "" ? undefined : text, role, disabled } });
  }
  return (
    <form className="search" role="search" onSubmit={find}>
      <div className="field">
        <label htmlFor="search">Part of an email address</label>
        <input id="search" name="search" type="search" maxLength={254} autoComplete="off" defaultValue={search} />
      </div>
      <button>Search</button>
    </form>
  );
}
