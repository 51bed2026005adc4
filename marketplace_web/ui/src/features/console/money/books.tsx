import { useQuery } from "@tanstack/react-query";
import { BookCheck, BookX } from "lucide-react";
import { ledgerQuery, type Ledger } from "@/api/console/money";
import { useAct } from "@/api/console/shared";
import { Panel } from "@/components/page-head";
import { credits, sentence } from "@/lib/format";
import { moneyWords } from "@/strings/console-money";
import { Failed, Skeletons } from "@/ui/states";
import { ActButton } from "../parts/act-button";
import { useMay, When } from "../parts/bits";
import { money } from "../parts/money";
import { Rows } from "../parts/rows";

const words = moneyWords.books;

const shown = ({ asset, amount }: { asset: string; amount: number }): string => (asset === "credit" ? credits(String(amount / 1_000_000)) : money({ amount, currency: asset }));

export default function Books() {
  const { data, error, refetch } = useQuery({ ...ledgerQuery, refetchInterval: 10_000 });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={3} className="grid gap-3" each="h-20" />;
  return (
    <div className="grid gap-4">
      <Verdict ledger={data} />
      {data.found.length > 0 && (
        <Rows label={words.title} rows={data.found} keyOf={(row) => `${row.check}${row.what}`} columns={[
          { head: words.columns.check, cell: (row) => row.check },
          { head: words.columns.what, cell: (row) => <span className="mono text-[12.5px]">{row.what}</span> },
          { head: words.columns.kept, end: true, cell: (row) => <span className="num">{row.kept}</span> },
          { head: words.columns.booked, end: true, cell: (row) => <span className="num">{row.booked}</span> },
        ]} />
      )}
      {data.trial.length > 0 && (
        <Panel title={words.trial}>
          <p className="-mt-2 mb-3 text-[14px] text-ink-2">{words.trialHint}</p>
          <Rows flat label={words.trial} rows={data.trial} keyOf={(row) => `${row.asset}${row.account}`} columns={[
            { head: words.trialColumns.account, cell: (row) => sentence(row.account) },
            { head: words.trialColumns.asset, cell: (row) => (row.asset === "credit" ? words.credit : row.asset) },
            { head: words.trialColumns.amount, end: true, beside: true, cell: (row) => <span className="num font-[600]">{shown(row)}</span> },
          ]} />
        </Panel>
      )}
    </div>
  );
}

function Verdict({ ledger }: { ledger: Ledger }) {
  const may = useMay();
  const run = useAct("POST /v1/admin/jobs/{job}/run");
  const wrong = ledger.differences ?? 0;
  const known = ledger.checked_at !== null;
  const Mark = wrong > 0 ? BookX : BookCheck;
  return (
    <section className="petal-card flex flex-wrap items-center gap-4 p-5">
      <span className={`petal grid size-12 place-items-center ${wrong > 0 ? "bg-ember-wash text-ember-text" : known ? "bg-fern-wash text-fern-text" : "bg-sunk text-ink-3 dark:bg-raise"}`}><Mark size={22} /></span>
      <div className="min-w-0 flex-1 basis-[240px]">
        <h2 className="text-[20px]">{known ? (wrong > 0 ? words.differs(wrong) : words.balance) : words.never}</h2>
        <p className="mt-1 text-[14px] text-ink-2">{known ? (wrong > 0 ? words.differsMore : words.balanceMore) : words.neverMore}</p>
        {known && <p className="mt-1 text-[13px] text-ink-3">{words.proved} <When iso={ledger.checked_at} /></p>}
      </div>
      {may("jobs.run") && <ActButton words={words.act} title={words.act.title} look="primary" openLook="ghost" act={(reason) => run.mutateAsync({ path: { job: "books" }, body: { reason } })} />}
    </section>
  );
}
