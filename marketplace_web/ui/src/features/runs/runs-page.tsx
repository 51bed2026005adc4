import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { enabledQuery } from "@/api/catalog";
import { runsQuery, type Run } from "@/api/runs";
import { useAgentNames } from "@/components/agent-names";
import { PageHead } from "@/components/page-head";
import { OutcomeMark, StatusBadge } from "@/components/run/run-badges";
import { Sigil } from "@/brand/sigil";
import { ago, at, credits, duration } from "@/lib/format";
import { common } from "@/strings/common";
import { runs as words } from "@/strings/runs";
import { Button, ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";

export default function RunsPage() {
  const { agent } = useSearch({ strict: false }) as { agent?: string };
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(runsQuery(agent));
  const found = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<AgentFilter chosen={agent} />} />
      {isPending && <Skeletons count={6} className="grid gap-2" each="h-14" />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && found.length === 0 && <Empty seed="runs" title={words.emptyTitle} className="petal-card" action={<ButtonLink to="/app/ask" look="primary">{words.askAction}</ButtonLink>}>{words.empty}</Empty>}
      {found.length > 0 && <RunTable runs={found} />}
      {hasNextPage && <div className="mt-6 text-center"><Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button></div>}
    </>
  );
}

function AgentFilter({ chosen }: { chosen: string | undefined }) {
  const { data = [] } = useQuery(enabledQuery);
  const navigate = useNavigate();
  return (
    <select aria-label={words.agent} value={chosen ?? ""} onChange={(event) => void navigate({ to: "/app/runs", search: (event.target.value ? { agent: event.target.value } : {}) as never, replace: true })} className="field !h-10 !w-auto !text-[14px]">
      <option value="">{words.all}</option>
      {data.map((agent) => <option key={agent.id} value={agent.id}>{agent.name}</option>)}
    </select>
  );
}

function RunTable({ runs }: { runs: readonly Run[] }) {
  const name = useAgentNames();
  const { columns } = words;
  return (
    <div className="petal-card scroll-x p-2" tabIndex={0} role="region" aria-label={words.title}>
      <table className="data">
        <thead>
          <tr><th scope="col">{columns.agent}</th><th scope="col" className="max-sm:!text-end">{columns.status}</th><th scope="col" className="max-sm:hidden">{columns.outcome}</th><th scope="col" className="max-xl:hidden">{columns.model}</th><th scope="col" className="!text-end max-sm:hidden">{columns.credits}</th><th scope="col" className="!text-end max-md:hidden">{columns.time}</th><th scope="col" className="!text-end max-lg:hidden">{columns.when}</th></tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} className="relative">
              <td>
                <span className="flex items-center gap-2.5">
                  <Sigil id={run.agent_id} size={30} on={run.status === "running"} />
                  <Link to="/app/runs/$id" params={{ id: run.id } as never} className="whitespace-nowrap font-[600] after:absolute after:inset-0">{name(run.agent_id)}<span className="block text-[12.5px] font-[450] text-ink-3 lg:hidden">{run.created_at && ago(run.created_at)}</span></Link>
                </span>
              </td>
              <td className="max-sm:text-end"><StatusBadge status={run.status} /></td>
              <td className="max-sm:hidden"><OutcomeMark outcome={run.outcome} /></td>
              <td className="mono max-w-[190px] max-xl:hidden truncate text-[12.5px] text-ink-2" title={run.model ?? undefined}>{run.model ?? "–"}</td>
              <td className="num text-end max-sm:hidden">{credits(run.cost.credits ?? "0")}</td>
              <td className="num whitespace-nowrap text-end text-ink-2 max-md:hidden">{took(run)}</td>
              <td className="whitespace-nowrap text-end text-ink-3 max-lg:hidden" title={run.created_at && at(run.created_at)}>{run.created_at && ago(run.created_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function took(run: Run): string {
  if (!run.created_at || !run.finished_at) return "–";
  return duration(new Date(run.finished_at).getTime() - new Date(run.created_at).getTime());
}
