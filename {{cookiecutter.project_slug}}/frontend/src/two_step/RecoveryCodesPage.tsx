import { Link, Navigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { SettingsPage } from "../web/SettingsPage";
import { findRecoveryCodes, keepRecoveryCodes } from "./authenticator";
import "./two_step.css";

export default function RecoveryCodesPage() {
  const [codes] = useState(findRecoveryCodes);
  // The button Back would show them again, also to the next person who logs in on this page.
  useEffect(() => () => { keepRecoveryCodes([]); }, []);
  // The page was left or loaded again, and the codes are not shown twice.
  if (codes.length === 0) return <Navigate to="/account/security" replace />;
  return (
    <SettingsPage title="Save your recovery codes">
      <p>
        If you don’t have your phone, log in with one of these codes instead. Each works once. Print them or store
        them in your password manager, and don’t show them to anyone. <strong>You will not see them again.</strong>
      </p>
      <ul className="card codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
      <p><Link className="button" to="/account/security">I have saved them</Link></p>
    </SettingsPage>
  );
}
