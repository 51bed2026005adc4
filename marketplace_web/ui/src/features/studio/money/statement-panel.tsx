import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { statementQuery } from "@/api/earning";
import { Panel } from "@/components/page-head";
import { saveAs } from "@/lib/save";
import { earning } from "@/strings/studio-money";
import { taxWords } from "@/strings/tax";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { amountOf, csvOf, monthsBack, releasedOf, rowsOf } from "./csv";
import { monthName } from "./months";

const words = earning.statement;
const MONTHS = 24;
const SELECT = "h-9 rounded-[10px] border border-line-strong bg-surface px-2.5 text-[13.5px] font-[550] text-ink-2";

export function StatementPanel() {
  const months = monthsBack(MONTHS);
  const [month, setMonth] = useState(months[0] ?? "");
  const { data, error, refetch } = useQuery(statementQuery(month));
  const rows = data ? rowsOf(data) : [];
  const released = data && releasedOf(data);
  const save = () => data && saveAs(words.file(month), new Blob([csvOf(data)], { type: "text/csv" }));
  return (
    <Panel
      title={words.title}
      action={
        <div className="flex flex-wrap gap-2">
          <select aria-label={words.month} className={SELECT} value={month} onChange={(event) => setMonth(event.target.value)}>
            {months.map((one) => <option key={one} value={one}>{monthName(one)}</option>)}
          </select>
          <Button size="sm" className="!h-9" disabled={rows.length === 0} onClick={save}><Download size={15} />{words.csv}</Button>
        </div>
      }
    >
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={3} className="grid gap-2" each="h-[34px]" />}
      {data?.publisher && <p className="-mt-2 mb-4 break-words text-[13.5px] text-ink-3">{taxWords.madeOut(data.publisher.legal_name, data.publisher.country, data.publisher.tax_id)}</p>}
      {data && rows.length === 0 && <p className="text-[14.5px] text-ink-3">{words.none}</p>}
      {rows.length > 0 && (
        <table className="data flush">
          <thead><tr><th scope="col">{words.columns.what}</th><th scope="col" className="!text-end">{words.columns.amount}</th></tr></thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i} className={row.end ? "font-[600]" : ""}>
                <td>{row.name}</td>
                <td className={`num text-end ${Number(row.amount) < 0 ? "text-ember-text" : ""}`}>{amountOf(row.amount, row.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {released && <p className="mt-3 text-[13.5px] text-ink-3">{released}</p>}
    </Panel>
  );
}
