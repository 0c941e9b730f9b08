import { Suspense } from "react";

import { listFeatures } from "./features";

/** The parts that features add to pages with live data. */
export function LiveParts() {
  return (
    <Suspense>
      {listFeatures().map(({ LivePart }, index) => LivePart && <LivePart key={index} />)}
    </Suspense>
  );
}
