import { Link } from "@tanstack/react-router";

import { api } from "../web/api";
import { useSearchParams } from "../web/search";
import { SettingsPage } from "../web/SettingsPage";
import { ActivityList } from "./ActivityList";

export default function ActivityPage() {
  const { cursor } = useSearchParams();
  const activity = api.useInfiniteQuery("get", "/api/users/me/activity", {}, {
    pageParamName: "cursor",
    // Undefined would become 0.
    initialPageParam: cursor ?? null,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  if (activity.error && !activity.data) throw activity.error;
  return (
    <SettingsPage title="Activity">
      <p>
        This happened to your account in the last 90 days. If you don’t recognize something, choose a new password
        under <Link to="/account/password">Password</Link>. Under <Link to="/account/sessions">Devices</Link> you can
        log out a device.
      </p>
      {activity.data && <ActivityList pages={activity.data.pages} onMore={activity.fetchNextPage} />}
      {cursor && <p><Link to="/account/activity">Back to the newest</Link></p>}
    </SettingsPage>
  );
}
