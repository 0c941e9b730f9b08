import type { Ref } from "react";

import type { Schemas } from "../web/api";
import { Time } from "../web/Time";

interface Props {
  event: Schemas["SecurityEvent"];
  ref?: Ref<HTMLLIElement>;
}

/** An event of somebody's activity. */
export function ActivityItem({ event, ref }: Props) {
  const name = event.event.slice(0, 1).toUpperCase() + event.event.slice(1);
  return (
    <li tabIndex={-1} ref={ref}>
      <strong>{name}{event.detail && <> (<bdi>{event.detail}</bdi>)</>}</strong>
      <span>
        <Time moment={event.created_at} />
        {event.device && ` · ${event.device}`}
        {event.address && ` · IP address ${event.address}`}
        {event.actor && ` · by ${event.actor}`}
      </span>
    </li>
  );
}
