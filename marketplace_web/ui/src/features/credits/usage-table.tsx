import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { usageQuery, usageTable, type GroupBy, type Usage, type UsageGroup } from "@/api/money";
import { outcomesQuery, type Group, type Outcomes } from "@/api/outcomes";
import { useAgentNames } from "@/components/agent-names";
import { Panel } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { credits, duration, onDay, percent, whole } from "@/lib/format";
import { creditsWords as words } from "@/strings/credits";
import { Failed, Skeletons } from "@/ui/states";

const PERIODS = [7, 30, 90] as const;
const GROUPS = Object.keys(words.by) as GroupBy[];
const SELECT = "h-9 rounded-[10px] border border-line-2 bg-surface px-2.5 text-[13.5px] font-[550] text-ink-2 hover:border-orchid-400";

/** What was called, and what it took; the same as a file for a spreadsheet. */
export function UsageTable() {
  const [by, setBy] = useState<GroupBy>("agent");
  const [days, setDays] = useState<number>(30);
  const usage = useQuery(usageQuery(by, days));
  const outcomes = useQuery(outcomesQuery(by, { days }));
  const failed = [usage, outcomes].find((one) => one.error);
  const known = usage.data && outcomes.data && { usage: usage.data, outcomes: outcomes.data };
  return (
    <Panel
      title={words.usage}
      action={
        <div className="flex flex-wrap gap-2">
          <select aria-label={words.columns.name} className={SELECT} value={by} onChange={(event) => setBy(event.target.value as GroupBy)}>
            {GROUPS.map((group) => <option key={group} value={group}>{words.by[group]}</option>)}
          </select>
          <select aria-label={words.period} className={SELECT} value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {PERIODS.map((period) => <option key={period} value={period}>{words.days(period)}</option>)}
          </select>
          <a href={usageTable(days)} download="usage.csv" className="btn btn-ghost btn-sm !h-9"><Download size={15} />{words.csv}</a>
        </div>
      }
    >
      {failed && <Failed error={failed.error} retry={() => void failed.refetch()} />}
      {!known && !failed && <Skeletons count={3} className="grid gap-2" each="h-11" />}
      {known?.usage.data.length === 0 && <p className="text-[14.5px] text-ink-3">{words.noUsage}</p>}
      {known && known.usage.data.length > 0 && <Rows by={by} {...known} />}
    </Panel>
  );
}

/** What a group of outcomes is called among those of usage. */
const KEYS: Record<GroupBy, (group: Group) => string | null | undefined> = { agent: (group) => group.agent_id, model: (group) => group.model, day: (group) => group.start?.slice(0, 10), face: (group) => group.face };

function Rows({ by, usage: { data: groups, totals }, outcomes }: { by: GroupBy; usage: Usage; outcomes: Outcomes }) {
  const happy = new Map(outcomes.data.map((group) => [KEYS[by](group), group.happy_share]));
  const { columns } = words;
  return (
    <div className="scroll-x flush" tabIndex={0} role="region" aria-label={words.usage}>
      <table className="data">
        <thead>
          <tr><th scope="col">{columns.name}</th><th scope="col" className="!text-end">{columns.calls}</th><th scope="col" className="!text-end max-sm:hidden">{columns.failed}</th><th scope="col" className="!text-end">{columns.happy}</th><th scope="col" className="!text-end max-sm:hidden">{columns.tokens}</th><th scope="col" className="!text-end max-sm:hidden">{columns.p50}</th><th scope="col" className="!text-end">{columns.credits}</th></tr>
        </thead>
        <tbody>
          {groups.map((group) => <tr key={group.key}><td><Name by={by} name={group.key} /></td><Numbers group={group} happy={happy.get(group.key) ?? null} /></tr>)}
          <tr className="font-[650]"><td>{words.total}</td><Numbers group={totals} happy={outcomes.totals.happy_share} /></tr>
        </tbody>
      </table>
      <p className="mt-3 px-3 text-[13px] text-ink-3">{words.happyNote}</p>
    </div>
  );
}

function Numbers({ group, happy }: { group: Omit<UsageGroup, "key">; happy: number | null }) {
  return (
    <>
      <td className="num text-end">{whole(group.calls)}</td>
      <td className="num text-end max-sm:hidden">{whole(group.errors)}</td>
      <td className="num text-end">{happy === null ? "–" : percent(happy)}</td>
      <td className="num text-end max-sm:hidden">{whole(group.input_tokens + group.output_tokens)}</td>
      <td className="num text-end max-sm:hidden">{group.latency_ms.p50 === null ? "–" : duration(group.latency_ms.p50)}</td>
      <td className="num text-end">{credits(group.credits)}</td>
    </>
  );
}

function Name({ by, name }: { by: GroupBy; name: string }) {
  const nameOf = useAgentNames();
  if (by === "agent") return <span className="flex items-center gap-2.5 font-[600]"><Sigil id={name} size={28} />{nameOf(name)}</span>;
  if (by === "day") return <span className="num">{onDay(name)}</span>;
  return <span className="mono text-[12.5px]">{name || words.noModel}</span>;
}
