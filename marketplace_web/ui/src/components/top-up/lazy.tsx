import { lazy, Suspense, useState } from "react";
import { isKeptHere } from "@/lib/kept-work";

// Most runs are covered, and few come back from paying.
export const TopUp = lazy(() => import("./top-up"));
const KeptNotice = lazy(() => import("./kept-notice"));

const POOR: readonly string[] = ["insufficient_credits", "credit_line_used_up"];

/** Whether more credits would help. */
export const isPoor = (code: string): boolean => POOR.includes(code);

/** Where runs begin: what was begun here, refused, and waits. */
export function KeptHere({ onSend }: { onSend: (given: never) => void }) {
  const [waits, setWaits] = useState(isKeptHere);
  return waits ? <Suspense fallback={<span className="skeleton mb-4 block h-[236px]" />}><KeptNotice onSend={onSend as (given: unknown) => void} onEnd={() => setWaits(false)} /></Suspense> : null;
}
