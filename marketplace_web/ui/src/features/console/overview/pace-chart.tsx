import { useState, type KeyboardEvent } from "react";
import type { Minute } from "@/api/console/platform";
import { ChartPanel } from "@/components/chart-panel";
import { clock, whole } from "@/lib/format";
import { systemWords } from "@/strings/console-system";

const words = systemWords.overview;
const WIDTH = 720;
const HEIGHT = 130;
const told = (one: Minute): string => clock(new Date(one.minute));
const said = (one: Minute): string => words.minute(told(one), one.runs, one.failed);

/** Runs of each minute, as bars or as a table. */
export function PaceChart({ minutes }: { minutes: readonly Minute[] }) {
  const { minute, runs, failed } = words.columns;
  return (
    <ChartPanel title={words.perMinute} columns={[minute, runs, failed]} rows={minutes.map((one) => ({ key: one.minute, name: told(one), figures: [whole(one.runs), whole(one.failed)] }))}>
      <Bars minutes={minutes} />
    </ChartPanel>
  );
}

/** A bar a minute, the failed part on top. Arrow keys read them one by one. */
function Bars({ minutes }: { minutes: readonly Minute[] }) {
  const [at, setAt] = useState(minutes.length - 1);
  const most = Math.max(4, ...minutes.map((one) => one.runs));
  const step = WIDTH / minutes.length;
  const chosen = minutes[at];
  const pressed = (event: KeyboardEvent) => {
    const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (move) setAt(Math.max(0, Math.min(minutes.length - 1, at + move)));
  };
  return (
    <figure>
      <figcaption className="num mb-2 text-[14px] text-ink-2" aria-live="polite">{chosen && said(chosen)}</figcaption>
      <div role="slider" aria-label={words.chart} aria-valuemin={0} aria-valuemax={minutes.length - 1} aria-valuenow={at} aria-valuetext={chosen && said(chosen)} tabIndex={0} onKeyDown={pressed}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full" aria-hidden onPointerLeave={() => setAt(minutes.length - 1)}>
          {[0.5, 1].map((share) => <line key={share} x1="0" x2={WIDTH} y1={HEIGHT - share * (HEIGHT - 6)} y2={HEIGHT - share * (HEIGHT - 6)} stroke="var(--line)" />)}
          {minutes.map((one, i) => {
            const height = Math.max((one.runs / most) * (HEIGHT - 6), 2);
            const failed = (one.failed / most) * (HEIGHT - 6);
            return (
              <g key={one.minute} onPointerEnter={() => setAt(i)}>
                <rect x={i * step} y="0" width={step} height={HEIGHT} fill="transparent" />
                <rect x={i * step + 1.5} y={HEIGHT - height} width={step - 3} height={height} rx="2.5" fill={one.runs === 0 ? "var(--line-2)" : "var(--brand)"} opacity={i === at || one.runs === 0 ? 1 : 0.72} />
                {failed > 0 && <rect x={i * step + 1.5} y={HEIGHT - height} width={step - 3} height={failed} rx="2.5" fill="var(--ember)" />}
              </g>
            );
          })}
        </svg>
      </div>
    </figure>
  );
}
