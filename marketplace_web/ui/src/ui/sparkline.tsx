import { clsx } from "clsx";

const WIDTH = 84;
const HEIGHT = 34;
const LEAST = 3;

/** The line of a trend, from left to right, within the box. */
export function pointsOf(values: readonly number[]): [x: number, y: number][] {
  const most = Math.max(...values, 0);
  const step = (WIDTH - 8) / Math.max(1, values.length - 1);
  return values.map((value, i) => [4 + i * step, HEIGHT - 4 - (most > 0 ? value / most : 0) * (HEIGHT - 10)]);
}

/** Where a number comes from, at a glance; the number beside it is what is read. */
export function Sparkline({ values, color, className }: { values: readonly number[]; color: string; className?: string }) {
  const points = pointsOf(values);
  const last = points.at(-1);
  if (points.length < LEAST || !last || values.every((value) => value === 0)) return null;
  const line = points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} fill="none" className={clsx("wipe shrink-0", className)} aria-hidden>
      <path d={`${line}V${HEIGHT}H4Z`} fill={color} opacity=".12" />
      <path d={line} stroke={color} strokeWidth="2" strokeLinejoin="round" strokeLinecap="round" />
      <circle cx={last[0]} cy={last[1]} r="3" fill={color} />
    </svg>
  );
}
