import type { Group, Tally } from "@/api/outcomes";
import { useAgentNames } from "@/components/agent-names";
import { ChartPanel } from "@/components/chart-panel";
import { Sigil } from "@/brand/sigil";
import { percent, whole } from "@/lib/format";
import { analytics as words } from "@/strings/analytics";
import { bloomPetals, OTHERS } from "./bloom-shape";

const RAMP = ["var(--orchid-500)", "var(--orchid-600)", "var(--brand)"] as const;

/** Darker is happier. */
const tone = (share: number): string => RAMP[share >= 0.9 ? 2 : share >= 0.75 ? 1 : 0];

const shareOf = (share: number | null) => (share === null ? words.unjudged : words.happyShare(percent(share)));

export function OutcomeBloom({ groups, totals }: { groups: readonly Group[]; totals: Tally }) {
  const name = useAgentNames();
  const petals = bloomPetals(groups);
  const nameOf = (id: string) => (id === OTHERS ? words.others : name(id));
  const { columns } = words;
  // The table has room for those too that share a petal.
  const rows = groups.map(({ agent_id: id = "", runs, happy, unhappy, happy_share }) => ({ key: id, name: name(id), figures: [whole(runs), whole(happy), whole(unhappy), happy_share === null ? words.unjudged : percent(happy_share)] }));
  return (
    <ChartPanel title={words.bloom} columns={[columns.agent, columns.runs, columns.happy, columns.unhappy, columns.share]} rows={rows}>
      <p className="-mt-3 text-[14px] text-ink-3">{words.bloomLead}</p>
      <svg viewBox="-110 -110 220 220" className="mx-auto mt-2 w-full max-w-[300px]" aria-hidden>
        {[52, 76, 100].map((radius) => <circle key={radius} r={radius} fill="none" stroke="var(--line-2)" strokeDasharray="1 4" />)}
        {petals.map((petal, i) => (
          <g key={petal.id} transform={`rotate(${petal.turn}) translate(0 -20)`}>
            <g className="pop" style={{ animationDelay: `${i * 70}ms` }}>
              <path d={petal.whole} fill={petal.share === null ? "var(--surface-2)" : "var(--ember-wash)"} stroke={petal.share === null ? "var(--line-strong)" : "var(--ember)"} strokeOpacity=".6" />
              {petal.happy && petal.share !== null && <path d={petal.happy} fill={tone(petal.share)} />}
            </g>
          </g>
        ))}
        <circle r="27" fill="var(--surface)" stroke="var(--line-2)" />
        <text textAnchor="middle" y="4" className="display" fontSize="14" fill="var(--ink)">{totals.happy_share === null ? "–" : percent(totals.happy_share)}</text>
        <text textAnchor="middle" y="15" fontSize="8" fill="var(--ink-3)">{words.happy}</text>
      </svg>
      <ul className="mt-3 grid gap-1.5">
        {petals.map((petal) => (
          <li key={petal.id} className="flex items-center gap-2.5 text-[14px]">
            <Sigil id={petal.id} size={24} />
            <span className="min-w-0 flex-1 truncate">{nameOf(petal.id)}</span>
            <span className="num text-[13px] text-ink-3">{whole(petal.runs)}</span>
            <b className="num w-[92px] text-end text-[13.5px] font-[600]">{shareOf(petal.share)}</b>
          </li>
        ))}
      </ul>
    </ChartPanel>
  );
}
