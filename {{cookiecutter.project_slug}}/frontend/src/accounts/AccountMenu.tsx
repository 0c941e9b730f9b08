import { Menu } from "@base-ui/react/menu";
import { Link, useNavigate } from "@tanstack/react-router";

import { api, describeError } from "../web/api";
import { listLinks } from "../web/features";
import { carryMessage, showMessage } from "../web/messages";
import { forgetUser, type User } from "./session";

/** The menu of the person's account, in the header. */
export default function AccountMenu({ user }: { user: User }) {
  const logout = api.useMutation("delete", "/api/sessions/current");
  const navigate = useNavigate();
  const settings = listLinks("settings")[0];
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
  return (
    <Menu.Root>
      <Menu.Trigger className="menu-button quiet">
        <span className="unseen">Menu of </span><bdi className="who">{user.name || user.email}</bdi>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={8}>
          <Menu.Popup className="menu">
            {settings && <Menu.Item render={<Link to={settings.to} />}>Settings</Menu.Item>}
            {listLinks("menu").map(({ label, to }) => <Menu.Item key={to} render={<Link to={to} />}>{label}</Menu.Item>)}
            <Menu.Separator />
            <Menu.Item onClick={() => void logOut()}>Log out</Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
