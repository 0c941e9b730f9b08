import type { Schemas } from "../web/api";
import { Time } from "../web/Time";

interface Props {
  session: Schemas["Session"];
  onEnd: () => Promise<void>;
}

/** A device on which the person is logged in, and the button that logs it out. */
export function SessionItem({ session, onEnd }: Props) {
  return (
    <li className="place">
      <strong>{session.device}</strong>
      <span>
        {session.current ? "This device" : <>Last seen <Time moment={session.last_seen_at} /></>}
        {session.address && ` · IP address ${session.address}`}
      </span>
      {!session.current && (
        <button className="link" onClick={onEnd}>
          Log out<span className="unseen"> {session.device}</span>
        </button>
      )}
    </li>
  );
}
