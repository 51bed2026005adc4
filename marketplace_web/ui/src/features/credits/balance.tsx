import { useQuery } from "@tanstack/react-query";
import { creditsQuery } from "@/api/money";
import { Panel } from "@/components/page-head";
import { credits, onDay, sentence } from "@/lib/format";
import { creditsWords as words } from "@/strings/credits";
import { Failed, Skeletons } from "@/ui/states";
import { Ticker } from "@/ui/ticker";
import { BalanceRing } from "./balance-ring";

export function Balance() {
  const { data, error, refetch } = useQuery(creditsQuery);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={1} each="h-[312px] lg:h-48" />;
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
              {grant.expires_at && <span className="ms-auto text-[13px] text-ink-3">{words.expires(onDay(grant.expires_at))}</span>}
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
