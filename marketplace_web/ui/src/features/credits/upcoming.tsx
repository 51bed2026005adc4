import { useQuery } from "@tanstack/react-query";
import { subscriptionsQuery, type Subscription } from "@/api/billing";
import { Panel } from "@/components/page-head";
import { onDate } from "@/lib/format";
import { money } from "@/lib/money";
import { billing } from "@/strings/billing";
import { Failed, Skeletons } from "@/ui/states";

const words = billing.upcoming;

interface Coming {
  id: string;
  at: string;
  what: string;
  amount: Subscription["amount"] | null;
}

/** What will be charged, or will end, in the order of time. A change that waits is not reckoned in. */
export function comingUp(subscriptions: readonly Subscription[]): Coming[] {
  return subscriptions
    .flatMap((one): Coming[] => {
      const { id, product_name: name, amount } = one;
      if (one.status === "trialing") {
        const at = one.trial_end ?? one.current_period_end;
        return [one.converts && !one.cancel_at_period_end ? { id, at, what: words.trial(name), amount } : { id, at, what: words.trialEnds(name), amount: null }];
      }
      if (one.status !== "active" || (amount.amount === 0 && !one.cancel_at_period_end)) return [];
      return [one.cancel_at_period_end ? { id, at: one.current_period_end, what: words.ends(name), amount: null } : { id, at: one.current_period_end, what: words.renews(name), amount }];
    })
    .toSorted((a, b) => a.at.localeCompare(b.at));
}

export function Upcoming() {
  const { data, error, refetch } = useQuery(subscriptionsQuery);
  const coming = data ? comingUp(data) : [];
  return (
    <Panel title={words.title}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={2} className="grid gap-2" each="h-12" />}
      {data && coming.length === 0 && <p className="text-[14.5px] text-ink-3">{words.none}</p>}
      <ul className="grid gap-3">
        {coming.map((one) => (
          <li key={one.id} className="flex items-baseline gap-3 text-[14.5px]">
            <span className="min-w-0 flex-1"><span className="block break-words font-[550]">{one.what}</span><span className="text-[13px] text-ink-3">{onDate(one.at)}</span></span>
            {one.amount && <span className="num font-[650]">{money(one.amount)}</span>}
          </li>
        ))}
      </ul>
      {coming.some((one) => one.amount) && <p className="mt-3 text-[12.5px] text-ink-3">{words.beforeTax}</p>}
    </Panel>
  );
}
