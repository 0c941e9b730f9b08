import { Link } from "@tanstack/react-router";

import { useRegistrationRules } from "../accounts/registration";
import { AdminPage } from "./AdminPage";
import { useListQuery } from "./listQuery";
import { Numbers } from "./Numbers";
import { PeopleFilters } from "./PeopleFilters";
import { PeopleSearch } from "./PeopleSearch";
import { PeopleTable } from "./PeopleTable";

export default function PeoplePage() {
  const { search, cursor } = useListQuery();
  const { registration } = useRegistrationRules();
  return (
    <AdminPage title="People">
      <Numbers />
      <PeopleSearch key={search} />
      <PeopleFilters />
      {registration !== "closed" && <p><Link to="/admin/invite">Invite someone</Link></p>}
      <PeopleTable />
      {(search ?? cursor) && <p><Link to="/admin">Show everyone from the beginning</Link></p>}
    </AdminPage>
  );
}
