import { Link, useParams } from "@tanstack/react-router";

import { ActivityList } from "../accounts/ActivityList";
import { api } from "../web/api";
import { useSearchParams } from "../web/search";
import { AdminPage } from "./AdminPage";

/** What happened to the account of a person, and which admin did it. */
export default function ActivityPage() {
  const { userId = "" }: { userId?: string } = useParams({ strict: false });
  const params = { path: { user_id: userId } };
  const { cursor } = useSearchParams();
  const { data: person } = api.useSuspenseQuery("get", "/api/users/{user_id}", { params });
  const activity = api.useInfiniteQuery("get", "/api/users/{user_id}/activity", { params }, {
    pageParamName: "cursor",
    initialPageParam: cursor,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  if (activity.error && !activity.data) throw activity.error;
  return (
    <AdminPage title={`Activity of ${person.email}`} heading="Activity">
      <p className="summary">
        This happened to the account of <strong>{person.email}</strong> in the last 90 days.
      </p>
      {activity.data && <ActivityList pages={activity.data.pages} onMore={activity.fetchNextPage} />}
      <p><Link to="/admin" hash={`person-${userId}`}>Back to people</Link></p>
    </AdminPage>
  );
}
