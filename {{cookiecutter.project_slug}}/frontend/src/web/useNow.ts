import { useEffect, useState } from "react";

const MINUTE = 60_000;

/** Return the present time. It goes on each minute, so that what is late says so. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, MINUTE);
    return () => { clearInterval(timer); };
  }, []);
  return now;
}
