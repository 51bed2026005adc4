import { useQuery } from "@tanstack/react-query";
import { healthQuery, jobsQuery, type Health, type Job } from "@/api/console/platform";
import { useAct } from "@/api/console/shared";
import { PageHead, Panel } from "@/components/page-head";
import { sizeOf } from "@/lib/file-kind";
import { ago, duration, sentence, whole } from "@/lib/format";
import { systemWords } from "@/strings/console-system";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { ActButton } from "../parts/act-button";
import { Badge, Facts, State, useMay, When } from "../parts/bits";
import { Engines, Providers, Verdict } from "../parts/health";
import { Rows } from "../parts/rows";

const words = systemWords.jobs;

/** Both parts at once: what stands below must not move when what is above it arrives. */
export default function JobsPage() {
  const jobs = useQuery(jobsQuery);
  const health = useQuery(healthQuery);
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      {jobs.isPending || health.isPending ? <Skeletons count={8} className="grid gap-2" each="h-12" /> : <div className="grid gap-4"><Jobs /><Parts /></div>}
    </>
  );
}

function Jobs() {
  const { data, error, isPending, refetch } = useQuery(jobsQuery);
  const may = useMay();
  if (isPending) return <Skeletons count={8} className="grid gap-2" each="h-12" />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (data.data.length === 0) return <Empty seed="jobs" title={words.none.title} className="petal-card">{words.none.text}</Empty>;
  const { columns } = words;
  return (
    <Rows<Job>
      label={words.title} rows={data.data} keyOf={(job) => job.name}
      columns={[
        { head: columns.job, cell: (job) => <span className="block"><b className="font-[600]">{sentence(job.name)}</b><span className="block text-[13px] text-ink-3">{job.about}</span></span> },
        { head: columns.state, beside: true, cell: (job) => <JobState job={job} /> },
        { head: columns.last, end: true, cell: (job) => <When iso={job.finished_at} /> },
        { head: columns.took, end: true, cell: (job) => <span className="num">{job.duration_ms === null ? "–" : duration(job.duration_ms)}</span> },
        { head: columns.every, from: "lg", end: true, cell: (job) => <span className="num text-ink-2">{words.every(job.every_s)}</span> },
        { head: columns.runs, from: "lg", end: true, cell: (job) => <span className="num">{whole(job.runs)}</span> },
        { head: columns.failed, from: "md", end: true, cell: (job) => <span className={job.failed ? "num font-[600] text-ember-text" : "num text-ink-3"}>{whole(job.failed)}</span> },
      ]}
      actions={may("jobs.run") ? (job) => job.on_request && job.state !== "silent" && <RunNow job={job} /> : undefined}
    />
  );
}

function JobState({ job }: { job: Job }) {
  return (
    <span className="block max-w-[260px]">
      {job.asked_at ? <Badge tone="cool">{words.asked}</Badge> : <State of={job.state} words={words.states} />}
      {job.state === "silent" && <span className="mt-1 block text-[13px] text-ink-3">{words.seen(ago(job.seen_at))}</span>}
      {job.failures > 0 && <span className="mt-1 block break-words text-[13px] text-ember-text">{words.inARow(job.failures)}{": "}{job.error}</span>}
    </span>
  );
}

function RunNow({ job }: { job: Job }) {
  const run = useAct("POST /v1/admin/jobs/{job}/run");
  return <ActButton small words={words.run} title={words.run.title(sentence(job.name))} look="primary" openLook="ghost" act={(reason) => run.mutateAsync({ path: { job: job.name }, body: { reason } })} />;
}

function Parts() {
  const { data, error, refetch } = useQuery(healthQuery);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={2} className="grid gap-4" each="h-32" />;
  return (
    <>
      <Verdict health={data} />
      <div className="grid gap-4 lg:grid-cols-3"><Engines health={data} /><Providers health={data} /><Queues health={data} /></div>
    </>
  );
}

function Queues({ health }: { health: Health }) {
  const rows = health.queues.map((one) => [words.queueNames[one.name] ?? sentence(one.name), <span key={one.name}>{whole(one.waiting)}{one.oldest && <span className="block text-[12.5px] font-[400] text-ink-3">{systemWords.overview.oldestNote(ago(one.oldest))}</span>}</span>] as const);
  const kept = health.events ? ([[words.stream, `${whole(health.events.messages)} · ${sizeOf(health.events.bytes)}`]] as const) : [];
  return <Panel title={words.queues}><Facts rows={[...rows, ...kept]} /></Panel>;
}
