import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";

import { listFeatures } from "./features";
import { Footer } from "./Footer";
import { Messages } from "./Messages";
import { OfflineNotice } from "./OfflineNotice";
import { useArrival } from "./useArrival";
import { Wordmark } from "./Wordmark";

export function Layout() {
  useArrival();
  return (
    <>
      <a className="skip" href="#main">Skip to content</a>
      <header className="header">
        <Wordmark />
        <Suspense>
          {listFeatures().map(({ Header }, index) => Header && <Header key={index} />)}
        </Suspense>
      </header>
      <main id="main" tabIndex={-1}>
        <OfflineNotice />
        <Messages />
        <Outlet />
      </main>
      <Footer />
    </>
  );
}
