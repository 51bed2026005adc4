import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { CircleAlert, Coins } from "lucide-react";
import { subscriptionsQuery } from "@/api/billing";
import { mayBuy } from "@/api/buying";
import { creditsQuery } from "@/api/money";
import type { Me } from "@/api/session";
import { money } from "@/lib/money";
import { billing } from "@/strings/billing";
import { ButtonLink } from "@/ui/button";

const words = billing.banner;

/** One calm line above every page of the workspace: what is open, else that the credits are used up. */
export function MoneyBanner({ me }: { me: Me }) {
  const buys = mayBuy(me);
  const paying = useLocation().pathname.startsWith("/app/checkout");
  const { data: subscriptions } = useQuery({ ...subscriptionsQuery, enabled: buys, staleTime: 60_000 });
  const { data: credits } = useQuery(creditsQuery);
  const late = subscriptions?.find((one) => one.status === "unpaid") ?? subscriptions?.find((one) => one.status === "past_due");
  if (paying) return null;
  if (late)
    return (
      <Line tone="ember" icon={<CircleAlert size={18} />} action={late.order_id && <ButtonLink to="/app/checkout" search={{ order: late.order_id }} size="sm" look="primary">{words.pay}</ButtonLink>}>
        {words.pastDue(late.product_name, money(late.amount))} {late.status === "unpaid" ? words.unpaidMore : words.pastDueMore}
      </Line>
    );
  if (!credits || Number(credits.available) > 0 || credits.grants.length === 0) return null;
  return (
    <Line tone="pollen" icon={<Coins size={18} />} action={buys && <ButtonLink to="/app/credits" size="sm">{words.low}</ButtonLink>}>
      {buys ? words.out : words.outAsk}
    </Line>
  );
}

const TONES = { ember: "bg-[var(--ember-wash)] text-ember-text", pollen: "bg-pollen-wash text-pollen-text" };

function Line({ tone, icon, action, children }: { tone: keyof typeof TONES; icon: React.ReactNode; action: React.ReactNode; children: React.ReactNode }) {
  return (
    <div role="status" className={`mb-5 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-[16px_16px_16px_6px] px-4 py-2.5 text-[14.5px] ${TONES[tone]}`}>
      <span className="shrink-0" aria-hidden>{icon}</span>
      <p className="min-w-0 flex-1 basis-[220px]">{children}</p>
      {action}
    </div>
  );
}
