import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

import { carryMessage } from "../web/messages";
import { handleProblem, onSessionEnd } from "../web/query";
import { FRESH_LOGIN_REQUIRED } from "./freshLogin";
import { endSession, forgetUser } from "./session";

/**
 * When the session has ended, lead people to the login page. When an act needs their password again,
 * lead them to the page that asks for it. Both lead back to this page.
 */
export function useRefusals(): void {
  const router = useRouter();
  useEffect(() => {
    let isLeaving = false;
    async function leave(to: "/login" | "/account/confirm"): Promise<void> {
      isLeaving = true;
      await router.navigate({ to, search: { next: router.state.location.href } });
      isLeaving = false;
    }
    const stops = [
      onSessionEnd(() => {
        // Several requests can learn it at the same time.
        if (isLeaving || router.state.location.pathname === "/login") return;
        carryMessage("note", "Your session has ended. Please log in again.");
        endSession();
        void leave("/login").then(forgetUser);
      }),
      handleProblem(FRESH_LOGIN_REQUIRED, () => {
        if (!isLeaving) void leave("/account/confirm");
      }),
    ];
    return () => { stops.forEach((stop) => { stop(); }); };
  }, [router]);
}
