import { useQuery } from "@tanstack/react-query";
import { packsQuery } from "@/api/buying";
import { lessThanDearest, packsOf } from "@/components/buying/packs";
import { Panel } from "@/components/page-head";
import { credits } from "@/lib/format";
import { perCredit, shortMoney } from "@/lib/money";
import { billing } from "@/strings/billing";
import { buying } from "@/strings/buying";
import { ButtonLink } from "@/ui/button";
import { Failed, Skeletons } from "@/ui/states";

const words = billing.topUp;

export function Packs() {
  const { data, error, refetch } = useQuery(packsQuery);
  const packs = packsOf(data ?? []);
  return (
    <Panel title={words.title}>
      <p className="-mt-2 mb-4 text-[14.5px] text-ink-2">{words.lead}</p>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={3} className="grid gap-3 sm:grid-cols-3" each="h-36" />}
      {data && packs.length === 0 && <p className="text-[14.5px] text-ink-3">{words.none}</p>}
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {packs.map((pack) => {
          const less = lessThanDearest(pack, packs);
          return (
            <li key={pack.plan.id} className="flex flex-col rounded-[20px_20px_20px_7px] border border-line-2 p-4 transition-shadow hover:shadow-2">
              <p className="flex flex-wrap items-baseline gap-x-1.5"><span className="display num text-[26px]">{credits(pack.credits)}</span><span className="text-[13.5px] text-ink-3">{buying.kinds.pack.toLowerCase()}</span></p>
              <p className="mt-1 text-[13px] text-ink-3"><span className="num">{words.each(perCredit(pack.plan.unit_amount, pack.credits, pack.plan.currency))}</span>{less > 0 && <span className="ms-2 font-[600] text-fern-text">{words.saves(less)}</span>}</p>
              <div className="mt-auto flex items-center gap-3 pt-4">
                <b className="num flex-1 text-[16px] font-[650]">{shortMoney({ amount: pack.plan.unit_amount, currency: pack.plan.currency })}</b>
                <ButtonLink to="/app/checkout" search={{ product: pack.product.id, price: pack.plan.id }} size="sm">{words.buy}</ButtonLink>
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
