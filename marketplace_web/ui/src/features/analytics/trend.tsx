import { Frown, Smile } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import type { Group } from "@/api/outcomes";
import { ChartPanel } from "@/components/chart-panel";
import { onDay, whole } from "@/lib/format";
import { analytics as words } from "@/strings/analytics";

const WIDTH = 720;
const HEIGHT = 180;

interface Day {
  day: string;
  runs: number;
  happy: number;
  unhappy: number;
}

/** Each day of the span; those on which nobody judged are zero. */
export function judgedDays(groups: readonly Group[], span: number, today = new Date()): Day[] {
  const known = new Map(groups.map((group) => [(group.start ?? "").slice(0, 10), group]));
  return Array.from({ length: span }, (_, i) => {
    const day = new Date(today.getTime() - (span - 1 - i) * 86_400_000).toISOString().slice(0, 10);
    const found = known.get(day);
    return { day, runs: found?.runs ?? 0, happy: found?.happy ?? 0, unhappy: found?.unhappy ?? 0 };
  });
}

/** Happy and unhappy together; unhappy is dashed, so that color is not alone. */
export function Trend({ groups, span }: { groups: readonly Group[]; span: number }) {
  const days = judgedDays(groups, span);
  const [at, setAt] = useState(days.length - 1);
  const most = Math.max(1, ...days.map((one) => Math.max(one.happy, one.unhappy)));
  const x = (i: number) => (i / (days.length - 1)) * WIDTH;
  const y = (value: number) => HEIGHT - 6 - (value / most) * (HEIGHT - 16);
  const line = (of: (day: Day) => number) => days.map((one, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(of(one)).toFixed(1)}`).join("");
  const chosen = days[at];
  const pressed = (event: KeyboardEvent) => {
    const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (move) setAt(Math.max(0, Math.min(days.length - 1, at + move)));
  };
  const said = chosen ? words.dayOf(onDay(chosen.day), chosen.happy, chosen.unhappy) : "";
  const { columns } = words;
  return (
    <ChartPanel title={words.trend} columns={[columns.day, columns.runs, columns.happy, columns.unhappy]} rows={days.map(({ day, runs, happy, unhappy }) => ({ key: day, name: onDay(day), figures: [runs, happy, unhappy].map(whole) }))}>
      {chosen && (
        <p className="num flex flex-wrap items-center gap-x-5 gap-y-1 text-[14px] text-ink-2">
          <span className="w-16 text-ink-3">{onDay(chosen.day)}</span>
          <span className="flex items-center gap-1.5"><Smile size={16} className="text-fern-text" /><b className="font-[650] text-ink">{chosen.happy}</b>{words.happy}</span>
          <span className="flex items-center gap-1.5"><Frown size={16} className="text-ember-text" /><b className="font-[650] text-ink">{chosen.unhappy}</b>{words.unhappy}</span>
        </p>
      )}
      <div role="slider" aria-label={words.trend} aria-valuemin={0} aria-valuemax={days.length - 1} aria-valuenow={at} aria-valuetext={said} tabIndex={0} onKeyDown={pressed} className="mt-3">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full overflow-visible" aria-hidden onPointerMove={(event) => { const box = event.currentTarget.getBoundingClientRect(); setAt(Math.max(0, Math.min(days.length - 1, Math.round(((event.clientX - box.left) / box.width) * (days.length - 1))))); }}>
          {[0, 0.5, 1].map((share) => <line key={share} x1="0" x2={WIDTH} y1={y(share * most)} y2={y(share * most)} stroke="var(--line)" />)}
          <g className="wipe">
            <path d={`${line((one) => one.happy)}L${WIDTH} ${y(0)}L0 ${y(0)}Z`} fill="var(--happy)" opacity=".14" />
            <path d={line((one) => one.happy)} fill="none" stroke="var(--happy)" strokeWidth="2.5" strokeLinejoin="round" />
            <path d={line((one) => one.unhappy)} fill="none" stroke="var(--unhappy)" strokeWidth="2" strokeDasharray="6 5" strokeLinejoin="round" />
          </g>
          <line x1={x(at)} x2={x(at)} y1="0" y2={HEIGHT} stroke="var(--orchid-400)" />
          {chosen && <circle cx={x(at)} cy={y(chosen.happy)} r="4.5" fill="var(--happy)" stroke="var(--surface)" strokeWidth="2" />}
        </svg>
      </div>
      <div className="mt-1.5 flex justify-between text-[12px] text-ink-3"><span>{days[0] && onDay(days[0].day)}</span><span>{onDay(days.at(-1)?.day ?? "")}</span></div>
    </ChartPanel>
  );
}
