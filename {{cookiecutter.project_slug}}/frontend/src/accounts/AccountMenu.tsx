import { Link, useNavigate } from "@tanstack/react-router";

import { api, describeError } from "../web/api";
import { listLinks } from "../web/features";
import { MenuButton } from "../web/MenuButton";
import { carryMessage, showMessage } from "../web/messages";
import { forgetUser, type User } from "./session";

/** The menu of the person's account, in the header. */
export function AccountMenu({ user }: { user: User }) {
  const logout = api.useMutation("delete", "/api/sessions/current");
  const navigate = useNavigate();
  async function logOut(): Promise<void> {
    try {
      await logout.mutateAsync({});
    } catch (error) {
      showMessage("refused", describeError(error));
      return;
    }
    carryMessage("note", "You are logged out.");
    await navigate({ to: "/" });
    forgetUser();
  }
  const links = [...listLinks("settings").slice(0, 1).map(({ to }) => ({ label: "Settings", to })), ...listLinks("menu")];
  const items = links.map(({ label, to }) => ({ label, link: <Link to={to} /> }));
  return (
    <MenuButton items={[...items, { label: "Log out", onClick: () => void logOut(), isApart: true }]}>
      <span className="unseen">Menu of </span><bdi className="who">{user.name || user.email}</bdi>
    </MenuButton>
  );
}
