import { Link } from "@tanstack/react-router";

interface Props {
  onEnd: () => Promise<void>;
}

export function OtherSessions({ onEnd }: Props) {
  return (
    <>
      <h2>Log out everywhere else</h2>
      <p>
        If you don’t know one of these devices, log out on all of them except this one. Then choose a new password
        under <Link to="/account/password">Password</Link>.
      </p>
      <p className="buttons"><button className="quiet" onClick={onEnd}>Log out on every other device</button></p>
    </>
  );
}
