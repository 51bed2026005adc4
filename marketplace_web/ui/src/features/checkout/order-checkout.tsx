import { useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { mayBuy, orderQuery, usePay, type Order } from "@/api/buying";
import { teamOf, useSession, type Me } from "@/api/session";
import { PageHead, Panel } from "@/components/page-head";
import { money } from "@/lib/money";
import { checkout as words } from "@/strings/checkout";
import { Button, ButtonLink } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { sayProblem } from "@/ui/toast";
import { goOn, useOneAtATime } from "@/components/buying/going-on";
import { ProfileLine } from "./profile-line";
import { Lines, SummaryCard } from "./summary";
import { useWaysKnown } from "./use-ways-known";
import { Ways, type Way } from "@/components/buying/ways";

/** An order that waits for its money: a renewal that failed, an invoice, a second try. */
export function OrderCheckout({ id }: { id: string }) {
  const me = useSession();
  const { data: order, error, refetch } = useQuery(orderQuery(id));
  const known = useWaysKnown(Boolean(me && mayBuy(me)));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!order || !me || (mayBuy(me) && !known)) return <Skeletons count={2} className="grid gap-5 lg:grid-cols-[1fr_380px]" each="h-[360px]" />;
  if (order.status !== "pending" || !mayBuy(me)) return <Empty seed={id} className="petal-card" title={words.settledTitle} action={<ButtonLink to="/app/credits" look="primary">{words.paid.billing}</ButtonLink>}>{words.settled}</Empty>;
  if (order.checkout_id) return <Navigate to="/app/checkout/$id" params={{ id: order.checkout_id } as never} replace />;
  return <Open order={order} me={me} />;
}

function Open({ order, me }: { order: Order; me: Me }) {
  const [way, setWay] = useState<Way | null>(null);
  const pay = usePay();
  const once = useOneAtATime();
  const navigate = useNavigate();
  const submit = () => {
    if (!way) return;
    once((ended) => pay.mutate({ orderId: order.id, processor: way.processor.name, methodId: way.method?.id ?? null, tries: order.payments.length }, { onSuccess: (made) => goOn(made, navigate), onError: sayProblem, onSettled: ended }));
  };
  return (
    <>
      <PageHead title={words.payTitle} lead={words.forWhom(teamOf(me), me.user.name)} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_384px]">
        <div className="grid min-w-0 gap-4">
          <Panel title={words.how}><Ways currency={order.totals.currency} chosen={way} onChoose={setWay} /></Panel>
          <ProfileLine />
        </div>
        <SummaryCard>
          <Lines totals={order.totals} />
          <Button look="primary" size="lg" className="mt-5 w-full" busy={pay.isPending} disabled={!way} onClick={submit}>{words.pay(money(order.totals.due))}</Button>
        </SummaryCard>
      </div>
    </>
  );
}
