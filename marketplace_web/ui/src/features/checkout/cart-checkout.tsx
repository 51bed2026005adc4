import { useNavigate } from "@tanstack/react-router";
import { MessageSquareQuote, Server } from "lucide-react";
import { useState } from "react";
import { useBuy, type Product } from "@/api/buying";
import { teamOf, type Me } from "@/api/session";
import { ConsentDialog } from "@/components/consent";
import { PageHead, Panel } from "@/components/page-head";
import { PlanList } from "@/components/buying/plan-list";
import { countable } from "@/components/buying/plan-words";
import { Quantity } from "@/components/buying/quantity";
import { Sigil } from "@/brand/sigil";
import { checkout as words } from "@/strings/checkout";
import { tries } from "@/strings/tries";
import { sayProblem } from "@/ui/toast";
import { CartSummary } from "./cart-summary";
import { ProfileLine } from "./profile-line";
import { PromotionCode } from "./promotion-code";
import { goOn, useOneAtATime } from "@/components/buying/going-on";
import { listed } from "@/lib/format";
import { TrialChoice } from "./trial-choice";
import { useCart } from "./use-cart";
import { useConsents } from "./use-consents";
import type { Search } from "./checkout-page";
import { WayOptions } from "./way-options";

interface Props {
  me: Me;
  products: readonly Product[];
  search: Search;
  note?: string;
}

export function CartCheckout({ me, products, search, note }: Props) {
  const cart = useCart(products, search);
  const navigate = useNavigate();
  const buy = useBuy();
  const once = useOneAtATime();
  const { picked, way } = cart;
  const consents = useConsents(picked?.product.agent_ids ?? [], me);
  // The first time all of it comes at once; another plan changes what is there.
  const [shown, setShown] = useState(consents.known);
  if (consents.known && !shown) setShown(true);
  if (!picked || !shown) return null;
  const submit = () => {
    if (!way) return;
    consents.before(() => once((ended) => buy.mutate(cart.order(way), { onSuccess: (made) => goOn(made, navigate), onError: sayProblem, onSettled: ended })));
  };
  return (
    <>
      <PageHead title={words.title} lead={words.forWhom(teamOf(me), me.user.name)} />
      {note && <p role="note" className="mb-4 flex gap-3 rounded-[16px_16px_16px_6px] bg-[var(--iris-wash)] px-4 py-3 text-[14.5px] text-iris-text"><MessageSquareQuote size={18} className="mt-0.5 shrink-0" />{note}</p>}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_384px]">
        <div className="grid min-w-0 gap-4">
          <Panel>
            <Bought product={picked.product} />
            {consents.hosts.length > 0 && <Hosts hosts={consents.hosts} />}
            <div className="mt-5"><PlanList bare products={products} chosen={picked.plan.id} onChoose={cart.choose} byUse={null} /></div>
            {countable(picked.plan) && <Quantity plan={picked.plan} value={cart.quantity} onChange={cart.setQuantity} />}
            <TrialChoice cart={cart} />
          </Panel>
          <Panel title={words.how}>
            <WayOptions cart={cart} />
          </Panel>
          <ProfileLine />
        </div>
        <CartSummary cart={cart} busy={buy.isPending || !consents.known} onSubmit={submit}>
          {!cart.tries && <PromotionCode cart={cart} />}
        </CartSummary>
      </div>
      <ConsentDialog question={consents.question} action={tries.consent.agreeBuy} busy={consents.busy} onAgree={consents.agree} onClose={consents.close} />
    </>
  );
}

/** Where what it is given goes: said before anything is paid. */
function Hosts({ hosts }: { hosts: readonly string[] }) {
  return <p className="mt-4 flex items-start gap-2.5 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2.5 text-[14px] text-ink-2"><Server size={16} className="mt-0.5 shrink-0 text-brand-text" aria-hidden /><span>{words.sends} <span className="mono break-all text-[13px]">{listed(hosts)}</span></span></p>;
}

function Bought({ product }: { product: Product }) {
  return (
    <div className="flex items-center gap-4">
      <span className="flex shrink-0 -space-x-4">{(product.agent_ids.length ? product.agent_ids : [product.id]).slice(0, 3).map((id) => <Sigil key={id} id={id} size={56} />)}</span>
      <div className="min-w-0">
        <h2 className="text-[22px]">{product.name}</h2>
        {product.description && <p className="mt-0.5 line-clamp-2 text-[14px] text-ink-2">{product.description}</p>}
      </div>
    </div>
  );
}
