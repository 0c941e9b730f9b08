import { useSyncExternalStore } from "react";

import { Flash } from "./Flash";

function subscribe(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

export function OfflineNotice() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status">
      {!isOnline && <Flash kind="note">You are offline. What you see may be old, and changes can’t be saved.</Flash>}
    </div>
  );
}
