import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { subscriptionsQuery } from "@/api/billing";
import { mayBuy, type Plan, type Product } from "@/api/buying";
import { teamOf, type Me } from "@/api/session";
import type { Detail } from "@/api/shown";
import { priceLine } from "@/components/agent-price";
import { EnableButton } from "@/components/enable-button";
import { AskAdmin } from "@/components/buying/ask-admin";
import { PlanList } from "@/components/buying/plan-list";
import { isFreePlan, plansOf, priceOf, trialWords } from "@/components/buying/plan-words";
import { buying as words } from "@/strings/buying";
import { Button, ButtonLink } from "@/ui/button";
import { Dialog } from "@/ui/dialog";

interface Picked {
  plan: Plan;
  product: Product;
}

/** The plans of an agent, and the way to the checkout. */
export function BuyPanel({ agent, me, products }: { agent: Detail; me: Me; products: readonly Product[] }) {
  const [picked, setPicked] = useState<Picked | null>(() => firstOf(products));
  const navigate = useNavigate();
  const { data: subscriptions = [] } = useQuery({ ...subscriptionsQuery, enabled: mayBuy(me) });
  if (!mayBuy(me)) return <AskAdmin products={products} />;
  if (!picked) return null;
  const { plan, product } = picked;
  const trial = plan.type === "recurring" && !isFreePlan(plan) ? product.trial : null;
  const held = subscriptions.some((one) => one.product_id === product.id && !["canceled", "incomplete_expired"].includes(one.status));
  const go = (more?: { trial: true }) => void navigate({ to: "/app/checkout", search: { product: product.id, price: plan.id, ...more } as never });
  return (
    <div className="grid gap-5">
      <PlanList products={products} chosen={plan.id} onChoose={(chosen, of) => setPicked({ plan: chosen, product: of })} byUse={agent.price && agent.price.model !== "free" ? priceLine(agent.price) : null} />
      {held ? (
        <p className="flex flex-wrap items-center gap-3 text-[15px] text-ink-2">{words.have}<ButtonLink to="/app/credits" search={{ tab: "plans" }}>{words.manage}</ButtonLink></p>
      ) : (
        <div className="flex flex-wrap items-center gap-2.5">
        {trial && <Button look="primary" size="lg" onClick={() => go({ trial: true })}>{words.trialStart(trial.days)}</Button>}
        <Button look={trial ? "ghost" : "primary"} size="lg" onClick={() => go()}>{isFreePlan(plan) ? words.free : `${words.buyFor(teamOf(me))}, ${priceOf(plan)}`}</Button>
      </div>
      )}
      {trial && !held && <p className="text-[14px] text-ink-2">{trialWords(trial, plan, { converts: false }).join(" ")}</p>}
    </div>
  );
}

function firstOf(products: readonly Product[]): Picked | null {
  const product = products.find((one) => one.prices.length > 0);
  const plan = product && plansOf(product)[0];
  return product && plan ? { plan, product } : null;
}

function BuyDialog({ agent, me, products, open, onOpenChange }: { agent: Detail; me: Me; products: readonly Product[]; open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog wide open={open} onOpenChange={onOpenChange} title={words.buyTitle(agent.name)}>
      <BuyPanel agent={agent} me={me} products={products} />
    </Dialog>
  );
}

/** The plans as a visitor sees them: the first step is an account. */
export function VisitorPlans({ agent, products }: { agent: Detail; products: readonly Product[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <div className="grid gap-5">
      <PlanList products={products} chosen={chosen} onChoose={(plan) => setChosen(plan.id)} byUse={null} />
      <ButtonLink to="/signup" search={{ next: `/agents/${agent.id}?tab=pricing` }} look="primary" size="lg" className="justify-self-start">{words.signUpToBuy}</ButtonLink>
    </div>
  );
}

/** For what is sold: its plans first. Where a run has a price of its own too, that is another way in. */
export function SoldButton({ agent, me, products }: { agent: Detail; me: Me; products: readonly Product[] }) {
  const [open, setOpen] = useState(false);
  const byUse = agent.price && agent.price.model !== "free";
  const trial = products.find((product) => product.trial)?.trial;
  const label = mayBuy(me) ? (trial ? words.trialStart(trial.days) : words.buyFor(teamOf(me))) : words.askOpen;
  return (
    <>
      <Button look="primary" size="lg" onClick={() => setOpen(true)}>{label}</Button>
      {byUse && <EnableButton id={agent.id} name={agent.name} look="ghost" size="lg">{words.enableByUse(priceLine(agent.price))}</EnableButton>}
      <BuyDialog agent={agent} me={me} products={products} open={open} onOpenChange={setOpen} />
    </>
  );
}

/** The price of the first plan that costs something. */
export function SoldPrice({ products }: { products: readonly Product[] }) {
  const plans = products.flatMap(plansOf);
  const plan = plans.find((one) => !isFreePlan(one)) ?? plans[0];
  return plan ? (plans.length > 1 ? words.fromPrice(priceOf(plan)) : priceOf(plan)) : null;
}
