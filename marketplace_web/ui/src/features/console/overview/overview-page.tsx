import { useQuery } from "@tanstack/react-query";
import { healthQuery, type Health } from "@/api/console/platform";
import { PageHead, Panel } from "@/components/page-head";
import { ago, brief, tenths, whole } from "@/lib/format";
import { systemWords } from "@/strings/console-system";
import { Failed, Skeletons } from "@/ui/states";
import { Figure, useMay } from "../parts/bits";
import { Engines, Providers, Verdict } from "../parts/health";
import { Decisions, useDecisions } from "./decisions";
import { lastHour, totalOf } from "./pace";
import { PaceChart } from "./pace-chart";

const words = systemWords.overview;

export default function OverviewPage() {
  const may = useMay();
  const { waiting, pending } = useDecisions();
  if (pending) return <><PageHead title={words.title} lead={words.lead} /><Skeletons count={3} className="grid gap-4" each="h-32" /></>;
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_360px]">
        <div className="grid min-w-0 content-start gap-4">{may("metrics.read") ? <Live /> : <Panel><p className="text-[14.5px] text-ink-2">{words.noHealth}</p></Panel>}</div>
        <aside className="grid min-w-0 content-start gap-4 max-xl:contents">
          <div className="max-xl:row-start-1"><Decisions found={waiting} /></div>
          {may("metrics.read") && <OfEngines />}
        </aside>
      </div>
    </>
  );
}

function Live() {
  const { data, error, refetch } = useQuery(healthQuery);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={3} className="grid gap-4" each="h-32" />;
  return (
    <>
      <Verdict health={data} />
      <Figures health={data} />
      <PaceChart minutes={lastHour(data.minutes, new Date(data.at).getTime())} />
      <Providers health={data} />
    </>
  );
}

/** Says nothing of its own of what failed: the page does already. */
function OfEngines() {
  const { data } = useQuery(healthQuery);
  return data ? <Engines health={data} /> : null;
}

function Figures({ health }: { health: Health }) {
  const minutes = lastHour(health.minutes, new Date(health.at).getTime());
  const { runs, failed, share } = totalOf(minutes);
  const queue = (name: string) => health.queues.find((one) => one.name === name);
  const note = (name: string, plain: string) => { const oldest = queue(name)?.oldest; return oldest ? words.oldestNote(ago(oldest)) : plain; };
  return (
    <dl className="grid grid-cols-2 gap-3 max-md:[&>:last-child]:col-span-2 md:grid-cols-5">
      <Figure label={words.perMinute} value={runs < 600 ? tenths(runs / minutes.length) : whole(Math.round(runs / minutes.length))} note={words.perMinuteNote} />
      <Figure label={words.errors} value={share === null ? "–" : `${share < 10 ? tenths(share) : whole(Math.round(share))}%`} note={words.errorsNote(whole(failed), whole(runs))} tone={share !== null && share > 5 ? "bad" : undefined} />
      <Figure label={words.queued} value={brief(queue("runs")?.waiting ?? 0)} note={queue("runs")?.oldest ? note("runs", "") : words.queuedNote(whole(queue("under_way")?.waiting ?? 0))} />
      <Figure label={words.outbox} value={brief(queue("outbox")?.waiting ?? 0)} note={health.events ? words.outboxNote(brief(health.events.messages)) : undefined} tone={(queue("outbox")?.waiting ?? 0) > 1000 ? "warn" : undefined} />
      <Figure label={words.mail} value={brief(queue("mail")?.waiting ?? 0)} note={note("mail", words.mailNote)} />
    </dl>
  );
}
