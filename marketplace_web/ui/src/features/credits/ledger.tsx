import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { statementFile } from "@/api/billing";
import { entriesQuery } from "@/api/money";
import { Panel } from "@/components/page-head";
import { ago, at, booked } from "@/lib/format";
import { billing } from "@/strings/billing";
import { common } from "@/strings/common";
import { creditsWords as words } from "@/strings/credits";
import { Button } from "@/ui/button";

/** Every line that changed the balance; the same as a file for a spreadsheet. */
export function Ledger() {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(entriesQuery);
  const entries = data?.pages.flatMap((page) => page.data) ?? [];
  const { entry } = words;
  return (
    <Panel title={words.ledger} action={entries.length > 0 && <a href={statementFile} download="credits.csv" className="btn btn-ghost btn-sm !h-9"><Download size={15} />{billing.statement.csv}</a>}>
      {data && entries.length === 0 && <p className="text-[14.5px] text-ink-3">{words.noLedger}</p>}
      {entries.length > 0 && (
        <div className="scroll-x flush" tabIndex={0} role="region" aria-label={words.ledger}>
          <table className="data">
            <thead><tr><th scope="col">{entry.what}</th><th scope="col" className="!text-end">{entry.change}</th><th scope="col" className="!text-end">{entry.balance}</th><th scope="col" className="!text-end max-sm:hidden">{entry.when}</th></tr></thead>
            <tbody>
              {entries.map((one) => (
                <tr key={one.id}>
                  <td>{one.run_id ? <Link to="/app/runs/$id" params={{ id: one.run_id } as never} className="rounded font-[550] underline decoration-line-2 underline-offset-4 transition-colors hover:text-brand-text hover:decoration-current">{one.description}</Link> : one.description}<span className="mt-0.5 block text-[12.5px] text-ink-3 sm:hidden">{ago(one.created_at)}</span></td>
                  <td className={`num text-end ${Number(one.change) > 0 ? "text-fern-text" : ""}`}>{signed(one.change)}</td>
                  <td className="num text-end">{booked(one.balance)}</td>
                  <td className="whitespace-nowrap text-end text-ink-3 max-sm:hidden">{at(one.created_at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && <div className="mt-4 text-center"><Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button></div>}
    </Panel>
  );
}

/** With a sign of the width of a digit; what changed nothing has none. */
const signed = (amount: string): string => (Number(amount) === 0 ? "–" : `${Number(amount) > 0 ? "+" : "−"}${booked(Math.abs(Number(amount)))}`);
