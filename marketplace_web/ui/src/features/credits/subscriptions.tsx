import { useQuery } from "@tanstack/react-query";
import { subscriptionsQuery } from "@/api/billing";
import { Panel } from "@/components/page-head";
import { billing } from "@/strings/billing";
import { ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { checkout } from "@/strings/checkout";
import { SubscriptionCard } from "./subscription-card";
import { ENDED } from "./subscription-words";

const words = billing.plans;

/** Subscriptions and trials, with everything that can be changed about each. */
export function Subscriptions() {
  const { data, error, refetch } = useQuery(subscriptionsQuery);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={2} className="grid gap-4" each="h-40" />;
  const live = data.filter((one) => !ENDED.includes(one.status));
  const ended = data.filter((one) => ENDED.includes(one.status));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {live.length === 0 && <Empty seed="subscriptions" title={words.none} className="petal-card" action={<ButtonLink to="/marketplace" look="primary">{checkout.browse}</ButtonLink>}>{words.noneLead}</Empty>}
      {live.map((one) => <SubscriptionCard key={one.id} subscription={one} />)}
      {ended.length > 0 && (
        <Panel title={words.ended}>
          <ul className="grid gap-2">
            {ended.map((one) => (
              <li key={one.id} className="flex items-center gap-3 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5 text-[14.5px]">
                <span className="min-w-0 flex-1 truncate font-[600]">{one.product_name}</span><span className="chip !h-6">{words.states[one.status]}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  );
}
