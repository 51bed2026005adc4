import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useLiveRuns, type LiveRun } from "@/api/live";
import { UNFINISHED } from "@/api/runs";
import { useAgentNames } from "@/components/agent-names";
import { Panel } from "@/components/page-head";
import { OutcomeMark, StatusBadge } from "@/components/run/run-badges";
import { Sigil } from "@/brand/sigil";
import { ago, credits, duration } from "@/lib/format";
import { live as words } from "@/strings/live";
import { useNow } from "./use-now";

/** `before`: what is shown until the hub tells of runs as they begin and end. */
export function LiveRuns({ title, action, before = [], most }: { title: string; action?: ReactNode; before?: readonly LiveRun[]; most: number }) {
  const told = useLiveRuns();
  const runs = told ?? before;
  const underWay = runs.filter((run) => UNFINISHED.includes(run.status)).length;
  return (
    <Panel title={<>{title}<Pulse on={told !== null} underWay={underWay} /></>} action={action}>
      {runs.length === 0 && <p className="text-[14.5px] text-ink-3">{words.none}</p>}
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-2" aria-label={title}>
        {runs.slice(0, most).map((run) => <Row key={run.id} run={run} />)}
      </ul>
    </Panel>
  );
}

/** Told aloud when the number changes, and not with every row. */
function Pulse({ on, underWay }: { on: boolean; underWay: number }) {
  return (
    <span role="status" className={clsx("flex items-center gap-2 text-[12.5px] font-[500] tracking-normal max-sm:mt-1.5 sm:ms-3 sm:inline-flex sm:align-middle", underWay > 0 ? "text-brand-text" : "text-ink-3")}>
      <span aria-hidden className={clsx("size-2 rounded-full", !on ? "bg-line-2" : underWay > 0 ? "bg-brand" : "bg-fern")} />
      {on ? words.underWay(underWay) : words.connecting}
    </span>
  );
}

function Row({ run }: { run: LiveRun }) {
  const name = useAgentNames();
  const open = UNFINISHED.includes(run.status);
  return (
    <li className="line-in relative flex items-center gap-3 rounded-[14px_14px_14px_5px] bg-surface-2 px-3 py-2.5 transition-colors hover:bg-wash">
      <Sigil id={run.agent_id} size={34} on={run.status === "running"} />
      <span className="min-w-0 flex-1 leading-tight">
        <Link to="/app/runs/$id" params={{ id: run.id } as never} className="block truncate text-[14.5px] font-[600] after:absolute after:inset-0 after:rounded-[inherit]">{name(run.agent_id)}</Link>
        <span className="num text-[12.5px] text-ink-3">{run.created_at && (open ? <Elapsed since={run.created_at} /> : ago(run.created_at))}</span>
      </span>
      {!open && run.cost.credits && <span className="num text-[13px] text-ink-3 max-sm:hidden">{words.cost(credits(run.cost.credits))}</span>}
      {run.outcome && <span className="max-sm:hidden"><OutcomeMark outcome={run.outcome} /></span>}
      <StatusBadge status={run.status} />
    </li>
  );
}

function Elapsed({ since }: { since: string }) {
  return <>{words.since(duration(Math.max(0, useNow(true) - new Date(since).getTime())))}</>;
}
