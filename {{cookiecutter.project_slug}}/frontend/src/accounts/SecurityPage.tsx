import { Suspense } from "react";

import { SettingsPage } from "../web/SettingsPage";
import { listSecuritySections } from "./seams";
import "./security.css";

export default function SecurityPage() {
  return (
    <SettingsPage title="Security">
      <div className="security">
        <Suspense>
          {listSecuritySections().map(({ Section, order }) => <Section key={order} />)}
        </Suspense>
      </div>
    </SettingsPage>
  );
}
