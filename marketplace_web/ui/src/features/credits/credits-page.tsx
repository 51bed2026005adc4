import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { creditsQuery, entriesQuery } from "@/api/money";
import { PageHead, Panel } from "@/components/page-head";
import { at, credits, onDay, sentence } from "@/lib/format";
import { common } from "@/strings/common";
import { creditsWords as words } from "@/strings/credits";
import { Button } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";
import { Ticker } from "@/ui/ticker";
import { BalanceRing } from "./balance-ring";
import { UsageTable } from "./usage-table";

export default function CreditsPage() {
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Balance />
        <UsageTable />
        <Ledger />
      </div>
    </>
  );
}

function Balance() {
  const { data, error, refetch } = useQuery(creditsQuery);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={1} each="h-48" />;
  const given = data.grants.reduce((sum, grant) => sum + Number(grant.credits), 0);
  return (
    <div className="grid gap-4 lg:grid-cols-[auto_1fr]">
      <section className="petal-card flex flex-wrap items-center gap-6 p-6">
        <BalanceRing share={given > 0 ? Number(data.available) / given : 0} />
        <dl className="grid gap-3">
          <div>
            <dt className="text-[13.5px] text-ink-3">{words.available}</dt>
            <dd className="display text-[40px]"><Ticker value={credits(data.available)} /></dd>
          </div>
          <div>
            <dt className="text-[13.5px] text-ink-3">{words.held}</dt>
            <dd className="text-[15px] font-[600]"><span className="num">{credits(data.held)}</span>{data.running > 0 && <span className="font-[400] text-ink-3"> {words.heldFor(data.running)}</span>}</dd>
          </div>
        </dl>
      </section>
      <Panel title={words.grants}>
        <ul className="grid gap-2">
          {data.grants.map((grant) => (
            <li key={grant.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5">
              <b className="text-[14.5px] font-[600]">{grant.reason || sentence(grant.kind)}</b>
              <span className="num text-[13.5px] text-ink-2">{words.left(credits(grant.remaining), credits(grant.credits))}</span>
              {grant.expires_at && <span className="ml-auto text-[13px] text-ink-3">{words.expires(onDay(grant.expires_at))}</span>}
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

function Ledger() {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(entriesQuery);
  const entries = data?.pages.flatMap((page) => page.data) ?? [];
  const { entry } = words;
  return (
    <Panel title={words.ledger}>
      {data && entries.length === 0 && <p className="text-[14.5px] text-ink-3">{words.noLedger}</p>}
      {entries.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={words.ledger}>
          <table className="data">
            <thead><tr><th scope="col">{entry.what}</th><th scope="col" className="!text-end">{entry.change}</th><th scope="col" className="!text-end">{entry.balance}</th><th scope="col" className="!text-end max-sm:hidden">{entry.when}</th></tr></thead>
            <tbody>
              {entries.map((one) => (
                <tr key={one.id}>
                  <td>{one.run_id ? <Link to="/app/runs/$id" params={{ id: one.run_id } as never} className="link !font-[500]">{one.description}</Link> : one.description}</td>
                  <td className={`num text-end ${Number(one.change) > 0 ? "text-fern-text" : ""}`}>{signed(one.change)}</td>
                  <td className="num text-end">{credits(one.balance)}</td>
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

const signed = (amount: string): string => (Number(amount) > 0 ? `+${credits(amount)}` : credits(amount));
