import { useState, type KeyboardEvent } from "react";
import { ChartPanel } from "@/components/chart-panel";
import { onDay } from "@/lib/format";

const WIDTH = 720;
const HEIGHT = 150;
const TOP = HEIGHT - 6;
const LEAST_BAR = 2;
const GAP = 0.2;

export interface DayBar {
  day: string;
  value: number;
  /** A part of its own, drawn over the bar with stripes. */
  marked?: number;
}

interface Props {
  title: string;
  /** What the days are called, then what each figure says. */
  columns: readonly string[];
  days: readonly DayBar[];
  figuresOf: (day: DayBar) => readonly string[];
  /** One day in words. */
  said: (day: DayBar) => string;
}

/** A bar a day, or the same as a table. Arrow keys read them one by one. */
export function DayBars({ title, columns, days, figuresOf, said }: Props) {
  return (
    <ChartPanel title={title} columns={columns} rows={days.map((one) => ({ key: one.day, name: onDay(one.day), figures: figuresOf(one) }))}>
      <Bars title={title} days={days} said={said} />
    </ChartPanel>
  );
}

function Bars({ title, days, said }: Pick<Props, "title" | "days" | "said">) {
  const last = days.length - 1;
  const [at, setAt] = useState(last);
  const most = Math.max(1, ...days.map((one) => Math.max(one.value, one.marked ?? 0)));
  const step = WIDTH / Math.max(1, days.length);
  const chosen = days[Math.min(at, last)];
  const pressed = (event: KeyboardEvent) => {
    const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (move) setAt(Math.max(0, Math.min(last, at + move)));
  };
  const height = (value: number) => (value > 0 ? Math.max((value / most) * TOP, LEAST_BAR) : 0);
  return (
    <figure>
      <figcaption className="num mb-2 text-[14px] text-ink-2" aria-live="polite">{chosen && said(chosen)}</figcaption>
      <div role="slider" aria-label={title} aria-valuemin={0} aria-valuemax={last} aria-valuenow={Math.min(at, last)} aria-valuetext={chosen && said(chosen)} tabIndex={0} onKeyDown={pressed}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full" aria-hidden onPointerLeave={() => setAt(last)}>
          <defs><pattern id="day-bars-marked" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="var(--surface)" /><rect width="2.5" height="5" fill="var(--ember)" /></pattern></defs>
          {[0, 0.5, 1].map((share) => <line key={share} x1="0" x2={WIDTH} y1={HEIGHT - share * TOP} y2={HEIGHT - share * TOP} stroke="var(--line)" />)}
          {days.map((one, i) => (
            <g key={one.day} onPointerEnter={() => setAt(i)}>
              <rect x={i * step} y="0" width={step} height={HEIGHT} fill="transparent" />
              <rect x={(i + GAP / 2) * step} y={HEIGHT - height(one.value)} width={step * (1 - GAP)} height={height(one.value)} rx={Math.min(2.5, step / 4)} fill="var(--brand)" opacity={i === at ? 1 : 0.72} />
              {(one.marked ?? 0) > 0 && <rect x={(i + GAP / 2) * step} y={HEIGHT - height(one.marked ?? 0)} width={step * (1 - GAP)} height={height(one.marked ?? 0)} fill="url(#day-bars-marked)" stroke="var(--ember)" strokeWidth="1" />}
            </g>
          ))}
        </svg>
      </div>
      <div className="mt-1.5 flex justify-between text-[12px] text-ink-3" aria-hidden><span>{days[0] && onDay(days[0].day)}</span><span>{days[last] && onDay(days[last].day)}</span></div>
    </figure>
  );
}
