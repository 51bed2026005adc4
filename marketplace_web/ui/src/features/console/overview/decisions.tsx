import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, CircleCheck } from "lucide-react";
import { QUEUES, waitingQuery } from "@/api/console/moderation";
import { disputesQuery, ordersQuery, payoutsQuery } from "@/api/console/money";
import { draftsQuery, jobsQuery } from "@/api/console/platform";
import { Panel } from "@/components/page-head";
import { ago } from "@/lib/format";
import { moderation } from "@/strings/moderation";
import { systemWords } from "@/strings/console-system";
import { useMay } from "../parts/bits";

const words = systemWords.overview;

interface Waiting {
  label: string;
  to: string;
  count: number;
  more?: boolean;
  oldest?: string | null;
}

interface Pages { pages: { data: readonly unknown[]; next_cursor: string | null }[] }
const counted = (label: string, to: string, data: unknown): Waiting => {
  const first = (data as Pages | undefined)?.pages[0];
  return { label, to, count: first?.data.length ?? 0, more: Boolean(first?.next_cursor) };
};

interface Known {
  waiting: Waiting[];
  pending: boolean;
}

/** All that a person has to decide, as far as the role of whoever looks reaches. */
export function useDecisions(): Known {
  const parts = [useModeration(), useMoney(), useSystem()];
  return { waiting: parts.flatMap((one) => one.waiting).filter((one) => one.count > 0), pending: parts.some((one) => one.pending) };
}

export function Decisions({ found }: { found: readonly Waiting[] }) {
  return (
    <Panel title={words.decisions}>
      {found.length === 0 && <p className="flex items-center gap-2 text-[14.5px] text-fern-text"><CircleCheck size={17} />{words.none}</p>}
      <ul className="-mx-2.5 grid gap-1">
        {found.map((one) => (
          <li key={one.label} className="relative flex items-center gap-3 rounded-[14px_14px_14px_5px] px-2.5 py-2.5 text-[14.5px] hover:bg-surface-2">
            <b className="num min-w-9 rounded-[9px] bg-wash px-2 py-1 text-center text-brand-text">{one.more ? `${one.count}+` : one.count}</b>
            <span className="min-w-0 flex-1"><Link to={one.to} className="font-[600] after:absolute after:inset-0">{one.label}</Link>{one.oldest && <span className="block text-[12.5px] text-ink-3">{words.oldest} {ago(one.oldest)}</span>}</span>
            <ChevronRight size={16} className="text-ink-3" aria-hidden />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function useModeration(): Known {
  const enabled = useMay()("marketplace.moderate");
  const answers = useQueries({ queries: QUEUES.map((queue) => ({ ...waitingQuery(queue), enabled })) });
  const waiting = answers.flatMap(({ data }) => (data ? [{ label: moderation.queues[data.queue] ?? data.queue, to: `/console/moderation?queue=${data.queue}`, count: data.count, more: data.more, oldest: data.oldest }] : []));
  return { waiting, pending: answers.some((one) => one.isLoading) };
}

function useMoney(): Known {
  const enabled = useMay()("billing.administer");
  const { data: orders, isLoading: a } = useInfiniteQuery({ ...ordersQuery({ waiting: true }), enabled });
  const { data: held, isLoading: b } = useInfiniteQuery({ ...payoutsQuery({ status: "held" }), enabled });
  const { data: pending, isLoading: c } = useInfiniteQuery({ ...payoutsQuery({ status: "pending" }), enabled });
  const { data: disputes, isLoading: d } = useInfiniteQuery({ ...disputesQuery({ status: "needs_response" }), enabled });
  const payouts = [counted(words.payouts, "/console/money?tab=payouts", held), counted(words.payouts, "/console/money?tab=payouts", pending)];
  const both = { label: words.payouts, to: "/console/money?tab=payouts", count: payouts.reduce((sum, one) => sum + one.count, 0), more: payouts.some((one) => one.more) };
  const waiting = [counted(words.confirm, "/console/money?tab=waiting", orders), both, counted(words.disputes, "/console/money?tab=disputes&status=needs_response", disputes)];
  return { waiting, pending: a || b || c || d };
}

function useSystem(): Known {
  const may = useMay();
  const { data: drafts, isLoading: a } = useInfiniteQuery({ ...draftsQuery, enabled: may("settings.read") });
  const { data: jobs, isLoading: b } = useQuery({ ...jobsQuery, enabled: may("metrics.read") });
  const failing = jobs?.data.filter((job) => job.state === "failing" || job.state === "silent").length ?? 0;
  return { waiting: [counted(words.drafts, "/console/settings?tab=drafts", drafts), { label: words.jobs, to: "/console/jobs", count: failing }], pending: a || b };
}
