import { Link } from "@tanstack/react-router";
import type { Ref } from "react";

import { useUser } from "../accounts/session";
import type { Schemas } from "../web/api";
import { Day } from "../web/Day";
import { Time } from "../web/Time";
import { PersonMenu } from "./PersonMenu";

interface Props {
  person: Schemas["Person"];
  /** The person has just been changed. */
  isTarget: boolean;
  ref?: Ref<HTMLTableRowElement>;
}

export function PersonRow({ person, isTarget, ref }: Props) {
  const isOwn = person.id === useUser().id;
  return (
    <tr className={isTarget ? "person target" : "person"} id={`person-${person.id}`} ref={ref}>
      <th scope="row">
        <Link to="/admin/people/$userId/activity" params={{ userId: person.id }}>{person.email}</Link>
        {person.name && <> <bdi className="aside">{person.name}</bdi></>}
        {isOwn && <> <span className="aside">This is you</span></>}
      </th>
      <td data-label="Status">
        {person.disabled ? <span className="badge off">Disabled</span> : "Active"}
        {person.role === "admin" && <> <span className="badge">Admin</span></>}
      </td>
      <td data-label="Last seen">{person.last_seen_at ? <Time moment={person.last_seen_at} /> : "Logged out"}</td>
      <td data-label="Member since"><Day moment={person.created_at} /></td>
      <td className="actions">{!isOwn && <PersonMenu person={person} />}</td>
    </tr>
  );
}
