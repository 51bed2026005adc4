import { useId } from "react";
import type { Plan, Product } from "@/api/buying";
import { costOf, savedByYear } from "@/lib/money";
import { buying as words } from "@/strings/buying";
import { PlanCard } from "./plan-card";
import { plansOf } from "./plan-words";

interface Props {
  products: readonly Product[];
  chosen: string | null;
  onChoose: (plan: Plan, product: Product) => void;
  byUse: string | null;
  /** What the product is called stands above already. */
  bare?: boolean;
}

/** Everything that gives an agent, by product: an agent may be had alone, or in a bundle. */
export function PlanList({ products, chosen, onChoose, byUse, bare = false }: Props) {
  const name = useId();
  return (
    <fieldset className="grid min-w-0 gap-6">
      <legend className="sr-only">{words.choose}</legend>
      {products.map((product) => (
        <div key={product.id} className="min-w-0">
          {!(bare && products.length === 1) && <ProductWords product={product} alone={products.length === 1} />}
          <div className="grid gap-3 sm:grid-cols-2">
            {plansOf(product).map((plan) => (
              <PlanCard key={plan.id} plan={plan} name={name} chosen={plan.id === chosen} onChoose={() => onChoose(plan, product)} byUse={byUse} saves={saved(plan, product)} trialDays={product.trial?.days} />
            ))}
          </div>
        </div>
      ))}
    </fieldset>
  );
}

function ProductWords({ product, alone }: { product: Product; alone: boolean }) {
  const bundle = product.agent_ids.length > 1;
  if (alone && !bundle && !product.private && !product.description) return null;
  return (
    <div className="mb-3">
      <p className="flex flex-wrap items-center gap-2 text-[15px] font-[650]">
        {product.name}
        {bundle && <span className="chip !h-6">{words.bundle(product.agent_ids.length)}</span>}
        {product.private && <span className="chip !h-6 !border-0 !bg-[var(--iris-wash)] !text-iris-text">{words.private}</span>}
      </p>
      {product.description && <p className="mt-0.5 whitespace-pre-line text-[14px] text-ink-2">{product.description}</p>}
    </div>
  );
}

/** Of a yearly plan beside a monthly one that gives the same. */
function saved(plan: Plan, product: Product): number | null {
  if (plan.interval !== "year") return null;
  const monthly = product.prices.find((one) => one.interval === "month" && one.per_seat === plan.per_seat && one.currency === plan.currency && one.scheme === plan.scheme);
  return monthly ? savedByYear(costOf(monthly, 1), costOf(plan, 1)) : null;
}
