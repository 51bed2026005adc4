import { clsx } from "clsx";
import { Star } from "lucide-react";
import type { PointerEvent } from "react";
import { common } from "@/strings/common";

export function Stars({ value, size = 14 }: { value: number; size?: number }) {
  return (
    <span className="relative inline-flex" role="img" aria-label={common.stars(value)}>
      <Row size={size} fill="var(--line-2)" />
      <span className="absolute inset-0 overflow-hidden" style={{ clipPath: `inset(0 ${100 - share(value, size)}% 0 0)` }}><Row size={size} fill="var(--pollen)" /></span>
    </span>
  );
}

const ALL = [1, 2, 3, 4, 5];
const GAP = 1;

function Row({ size, fill }: { size: number; fill: string }) {
  return <span className="inline-flex gap-px">{ALL.map((i) => <Star key={i} size={size} strokeWidth={0} fill={fill} />)}</span>;
}

/** How much of the row is filled, in quarters of a star: a gap between two stars is nobody's. */
function share(value: number, size: number): number {
  const quarters = Math.round(value * 4) / 4;
  const width = quarters * size + Math.floor(quarters) * GAP;
  return (100 * width) / (ALL.length * size + (ALL.length - 1) * GAP);
}

/** Happy and unhappy together, always; the rest has not been marked. */
export function OutcomeBar({ happy, height = 6 }: { happy: number; height?: number }) {
  return (
    <span className="flex w-full gap-[2px]" role="img" aria-label={common.happyShare(happy)}>
      <i className="block rounded-s-full bg-[var(--happy)]" style={{ height, width: `${happy}%` }} />
      <i className="block flex-1 rounded-e-full bg-[var(--unhappy)]" style={{ height }} />
    </span>
  );
}

export function Dot({ tone = "fern", live }: { tone?: "fern" | "ember" | "pollen" | "iris" | "brand" | "ink-3"; live?: boolean }) {
  return <span className={clsx("inline-block size-2 shrink-0 rounded-full", live && "halo")} style={{ background: `var(--${tone})`, color: `var(--${tone})` }} />;
}

/** The pointer's place, for the light that follows it along a card's border. */
export function spot(event: PointerEvent<HTMLElement>): void {
  const box = event.currentTarget.getBoundingClientRect();
  event.currentTarget.style.setProperty("--mx", `${event.clientX - box.left}px`);
  event.currentTarget.style.setProperty("--my", `${event.clientY - box.top}px`);
}
