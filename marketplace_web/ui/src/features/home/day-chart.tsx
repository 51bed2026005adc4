import { useState, type KeyboardEvent } from "react";
import type { UsageGroup } from "@/api/money";
import { ChartPanel } from "@/components/chart-panel";
import { onDay, whole } from "@/lib/format";
import { home } from "@/strings/home";

const WIDTH = 720;
const HEIGHT = 200;
const GAP = 0.32;
const WIDEST = 44;

interface Day {
  day: string;
  calls: number;
  errors: number;
  credits: number;
}

/** Every day of the span, also those on which nothing ran. */
export function everyDay(days: readonly UsageGroup[], span: number, today = new Date()): Day[] {
  const known = new Map(days.map((one) => [one.key, one]));
  return Array.from({ length: span }, (_, i) => {
    const date = new Date(today.getTime() - (span - 1 - i) * 86_400_000);
    const day = date.toISOString().slice(0, 10);
    const found = known.get(day);
    return { day, calls: found?.calls ?? 0, errors: found?.errors ?? 0, credits: Number(found?.credits ?? 0) };
  });
}

/** Runs of each day, as bars or as a table. */
export function DayChart({ days, span }: { days: readonly UsageGroup[]; span: number }) {
  const all = everyDay(days, span);
  const { day, runs, failed } = home.columns;
  return (
    <ChartPanel title={home.perDay} columns={[day, runs, failed]} rows={all.map((one) => ({ key: one.day, name: onDay(one.day), figures: [whole(one.calls), whole(one.errors)] }))}>
      <Bars all={all} />
    </ChartPanel>
  );
}

/** Bars of runs a day, the failed part on top. Arrow keys read them one by one. */
function Bars({ all }: { all: readonly Day[] }) {
  const [at, setAt] = useState(all.length - 1);
  const most = Math.max(1, ...all.map((one) => one.calls));
  const step = WIDTH / all.length;
  const wide = Math.min(WIDEST, step * (1 - GAP));
  const chosen = all[at];
  const told = chosen && home.day(onDay(chosen.day), chosen.calls, chosen.errors);
  const pressed = (event: KeyboardEvent) => {
    const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (move) setAt(Math.max(0, Math.min(all.length - 1, at + move)));
  };
  return (
    <figure>
      <figcaption className="num mb-3 text-[14px] text-ink-2" aria-live="polite">{told}</figcaption>
      <div role="slider" aria-label={home.perDay} aria-valuemin={0} aria-valuemax={all.length - 1} aria-valuenow={at} aria-valuetext={told} tabIndex={0} onKeyDown={pressed}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full" aria-hidden onPointerLeave={() => setAt(all.length - 1)}>
          <text x="0" y="20" fill="var(--ink-3)" fontSize="12" className="num max-lg:hidden">{most}</text>
          {[0.25, 0.5, 0.75, 1].map((share) => <line key={share} x1="0" x2={WIDTH} y1={HEIGHT - share * (HEIGHT - 8)} y2={HEIGHT - share * (HEIGHT - 8)} stroke="var(--line)" />)}
          {all.map((one, i) => {
            const height = (one.calls / most) * (HEIGHT - 8);
            const failed = (one.errors / most) * (HEIGHT - 8);
            return (
              <g key={one.day} onPointerEnter={() => setAt(i)}>
                <rect x={i * step} y="0" width={step} height={HEIGHT} fill="transparent" />
                <rect className="grow-y" style={{ animationDelay: `${i * 14}ms` }} x={i * step + (step - wide) / 2} y={HEIGHT - Math.max(height, 2)} width={wide} height={Math.max(height, 2)} rx="4" fill={one.calls === 0 ? "var(--line-2)" : "var(--brand)"} opacity={i === at || one.calls === 0 ? 1 : 0.72} />
                {failed > 0 && <rect className="grow-y" style={{ animationDelay: `${i * 14}ms` }} x={i * step + (step - wide) / 2} y={HEIGHT - height} width={wide} height={failed} rx="4" fill="var(--ember)" stroke="var(--surface)" strokeWidth="1.5" />}
              </g>
            );
          })}
        </svg>
      </div>
      <div className="mt-2 flex justify-between text-[12px] text-ink-3"><span>{all[0] && onDay(all[0].day)}</span><span>{all.at(-1) && onDay(all.at(-1)?.day ?? "")}</span></div>
    </figure>
  );
}
