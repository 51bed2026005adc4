import { useQuery } from "@tanstack/react-query";
import { Scale } from "lucide-react";
import { findingsQuery, reconciledQuery, type Finding, type Reconciled } from "@/api/console/money";
import { useAct } from "@/api/console/shared";
import { Choice, Filters, useWanted } from "@/components/filters";
import { Panel } from "@/components/page-head";
import { dayOf, today } from "@/lib/day";
import { onDay, sentence, whole } from "@/lib/format";
import { consoleWords } from "@/strings/console";
import { comparedWords as words } from "@/strings/console-compared";
import { moneyWords } from "@/strings/console-money";
import { SelectField, TextField } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { ActButton } from "../parts/act-button";
import { State, When } from "../parts/bits";
import { Listing } from "../parts/listing";
import { Rows } from "../parts/rows";

type Name = Parameters<ReturnType<typeof useAct<"POST /v1/admin/reconciliations">>["mutateAsync"]>[0]["body"]["processor"];

const PROCESSORS = (["stripe", "paypal", "razorpay"] as const).map((value) => ({ value, label: moneyWords.processors[value] ?? value }));
const STATES = Object.entries(words.states).map(([value, label]) => ({ value, label }));
const nameOf = (processor: string): string => moneyWords.processors[processor] ?? sentence(processor);
const yesterday = (): string => dayOf(new Date(Date.now() - 86_400_000).toISOString());

/** What processors have of a day, against what is here. */
export default function Compared() {
  const [{ status }, want] = useWanted<{ status?: string }>();
  return (
    <div className="grid gap-4">
      <Days />
      <section aria-label={words.findings}>
        <Filters><h2 className="me-auto text-[18px] !tracking-[-.02em]">{words.findings}</h2><Choice label={consoleWords.status} value={status} options={STATES} onChoose={(next) => want({ status: next })} /></Filters>
        <Findings status={status} />
      </section>
    </div>
  );
}

function Days() {
  const { data, error, refetch } = useQuery(reconciledQuery);
  const { days } = words;
  return (
    <Panel title={days.title} action={<CompareNow />}>
      <p className="-mt-2 mb-3 text-[14px] text-ink-2">{days.lead}</p>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={3} className="grid gap-2" each="h-10" />}
      {data?.length === 0 && <p className="flex items-center gap-2.5 text-[14px] text-ink-3"><Scale size={17} className="shrink-0" aria-hidden />{days.none}</p>}
      {data && data.length > 0 && (
        <div className="max-h-[340px] overflow-y-auto">
          <Rows<Reconciled> flat label={days.title} rows={data} keyOf={(row) => row.processor + row.day} columns={[
            { head: days.columns.day, cell: (row) => <span className="font-[600]">{`${nameOf(row.processor)}, ${onDay(row.day)}`}</span> },
            { head: days.columns.listed, end: true, from: "md", cell: (row) => <span className="num">{whole(row.listed)}</span> },
            { head: days.columns.mended, end: true, from: "md", stacked: true, cell: (row) => <span className={row.mended > 0 ? "num text-ink-2" : "text-ink-3 max-sm:hidden"}>{row.mended > 0 ? words.mended(row.mended) : "–"}</span> },
            { head: days.columns.found, end: true, beside: true, cell: (row) => <span className={row.found > 0 ? "num font-[650] text-ember-text" : "num text-fern-text"}>{row.found > 0 ? words.differ(row.found) : words.agree}</span> },
            { head: days.columns.done, end: true, cell: (row) => <When iso={row.done_at} /> },
          ]} />
        </div>
      )}
    </Panel>
  );
}

function CompareNow() {
  const compare = useAct("POST /v1/admin/reconciliations");
  const { act } = words;
  return (
    <ActButton words={act} title={act.title} look="primary" openLook="ghost" small unexplained act={(_, given) => compare.mutateAsync({ body: { processor: String(given.get("processor")) as Name, day: String(given.get("day")) } })}>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label={act.processor} name="processor" options={PROCESSORS} />
        <TextField label={act.day} name="day" type="date" required defaultValue={yesterday()} max={today()} />
      </div>
    </ActButton>
  );
}

function Findings({ status }: { status: string | undefined }) {
  const close = useAct("POST /v1/admin/reconciliations/{finding_id}/close");
  const { columns } = words;
  return (
    <Listing<Finding>
      label={words.findings} query={findingsQuery({ status })} keyOf={(row) => row.id} empty={status ? words.emptyFiltered : words.empty}
      columns={[
        { head: columns.what, whole: true, cell: (row) => <span className="block max-w-[520px]"><span className="block font-[600]">{words.differences[row.difference] ?? sentence(row.difference)}</span><span className="block whitespace-normal text-[13px] font-[400] text-ink-3">{row.status === "closed" ? words.closedBecause(row.reason ?? "") : row.advice}</span></span> },
        { head: columns.where, cell: (row) => <span className="block"><span className="block">{`${nameOf(row.processor)}, ${onDay(row.day)}`}</span><span className="mono block max-w-[200px] truncate text-[12px] text-ink-3">{row.ref}</span></span> },
        { head: columns.amounts, from: "md", stacked: true, cell: (row) => <span className="num block text-[13px] text-ink-2"><span className="block">{words.theirs(row.theirs ?? "–")}</span><span className="block">{words.ours(row.ours ?? "–")}</span></span> },
        { head: columns.status, beside: true, cell: (row) => <State of={row.status} words={words.states} /> },
        { head: columns.when, end: true, cell: (row) => <When iso={row.found_at} /> },
      ]}
      actions={(row) => row.status === "open" && <ActButton small words={words.close} title={words.close.title} look="primary" openLook="ghost" act={(reason) => close.mutateAsync({ path: { finding_id: row.id }, body: { reason } })} />}
    />
  );
}
