import { useEffect, useState } from "react";

const TICK_MS = 100;

/** The time in milliseconds, which goes on while something works. */
export function useNow(working: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!working) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [working]);
  return now;
}
