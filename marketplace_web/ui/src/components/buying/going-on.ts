import { useRef } from "react";
import type { useNavigate } from "@tanstack/react-router";
import type { Checkout, ProcessorName } from "@/api/buying";

/** Processors whose own page is where a person pays; a UPI code is shown here. */
const ELSEWHERE: readonly ProcessorName[] = ["stripe", "paypal"];

export const isOpen = ({ status }: Pick<Checkout, "status">): boolean => status === "open" || status === "confirmed";

/** Where a person pays, or is told how it went. */
export function goOn(made: Checkout, navigate: ReturnType<typeof useNavigate>): void {
  if (isOpen(made) && made.url && ELSEWHERE.includes(made.processor)) location.assign(made.url);
  else void navigate({ to: "/app/checkout/$id", params: { id: made.id } as never });
}

/** One order at a time: the second of two clicks may come before the first is drawn as under way. */
export function useOneAtATime(): (begin: (ended: () => void) => void) => void {
  const going = useRef(false);
  return (begin) => {
    if (going.current) return;
    going.current = true;
    begin(() => { going.current = false; });
  };
}
