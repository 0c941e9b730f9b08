import type { Schemas } from "../web/api";

export function WaitingNumbers({ waiting, given_up }: Schemas["JobNumbers"]) {
  return (
    <dd>
      {waiting} <small>waiting</small> <small className={given_up ? "bad" : undefined}>{given_up} given up</small>
    </dd>
  );
}
