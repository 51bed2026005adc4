import type { UsageGroup } from "@/api/money";
import { onDay, whole } from "@/lib/format";
import { figures as words } from "@/strings/figures";

export interface DayBar {
  day: string;
  good: number;
  failed: number;
}

/** Each day of the span, those without a call too. */
export function barsOf(groups: readonly Pick<UsageGroup, "key" | "calls" | "errors">[], span: number, today = new Date()): DayBar[] {
  const known = new Map(groups.map((group) => [group.key.slice(0, 10), group]));
  return Array.from({ length: span }, (_, i) => {
    const day = new Date(today.getTime() - (span - 1 - i) * 86_400_000).toISOString().slice(0, 10);
    const { calls = 0, errors = 0 } = known.get(day) ?? {};
    return { day, good: calls - errors, failed: errors };
  });
}

const HEIGHT = 120;

/** Calls by day, what failed on top of what went well; a table says the same to whoever hears it. */
export function TrendBars({ groups, span }: { groups: readonly Pick<UsageGroup, "key" | "calls" | "errors">[]; span: number }) {
  const bars = barsOf(groups, span);
  const most = Math.max(...bars.map((bar) => bar.good + bar.failed));
  const tall = (calls: number) => (calls / Math.max(1, most)) * (HEIGHT - 4);
  const [first] = bars;
  const last = bars.at(-1);
  return (
    <figure>
      <svg viewBox={`0 0 ${span * 20} ${HEIGHT}`} className="h-[132px] w-full" preserveAspectRatio="none" aria-hidden>
        {bars.map((bar, i) => (
          <g key={bar.day}>
            <rect className="grow-y" style={{ animationDelay: `${i * 14}ms` }} x={i * 20 + 3} width="14" rx="3" y={HEIGHT - Math.max(2, tall(bar.good))} height={Math.max(2, tall(bar.good))} fill={bar.good ? "var(--brand)" : "var(--line-2)"} />
            {bar.failed > 0 && <rect x={i * 20 + 3} width="14" rx="3" y={HEIGHT - tall(bar.good) - tall(bar.failed) - 2} height={tall(bar.failed)} fill="var(--unhappy)" />}
          </g>
        ))}
      </svg>
      <figcaption className="mt-2 flex justify-between text-[12.5px] text-ink-3"><span>{first && onDay(first.day)}</span><span className="num">{words.most(whole(most))}</span><span>{last && onDay(last.day)}</span></figcaption>
      <ul className="sr-only">{bars.filter((bar) => bar.good + bar.failed > 0).map((bar) => <li key={bar.day}>{`${onDay(bar.day)}: ${whole(bar.good)} / ${whole(bar.failed)}`}</li>)}</ul>
    </figure>
  );
}
