import { useSuspenseQuery } from "@tanstack/react-query";

import { api } from "../web/api";
import { showMessage } from "../web/messages";
import { reportProblem } from "../web/problems";
import { queryClient } from "../web/query";
import { SettingsPage } from "../web/SettingsPage";
import { OtherSessions } from "./OtherSessions";
import { SessionItem } from "./SessionItem";

const sessionsQuery = api.queryOptions("get", "/api/sessions");

export default function SessionsPage() {
  const { items } = useSuspenseQuery(sessionsQuery).data;
  const end = api.useMutation("delete", "/api/sessions/{session_id}");
  const endOthers = api.useMutation("delete", "/api/sessions");
  async function report(ending: Promise<unknown>, notice: string): Promise<void> {
    try {
      await ending;
      showMessage("done", notice);
    } catch (error) {
      reportProblem(error);
    }
    await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  }
  return (
    <SettingsPage title="Devices">
      <ul className="places">
        {items.map((session) => (
          <SessionItem
            key={session.id}
            session={session}
            onEnd={() => report(end.mutateAsync({ params: { path: { session_id: session.id } } }), "The device was logged out.")}
          />
        ))}
      </ul>
      {items.length === 1 ? (
        <p className="empty">You are not logged in on any other device.</p>
      ) : (
        <OtherSessions onEnd={() => report(endOthers.mutateAsync({}), "Every other device was logged out.")} />
      )}
    </SettingsPage>
  );
}
