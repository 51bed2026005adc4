import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { previewQuery, type Plan, type Product, type Wanted } from "@/api/buying";
import { isProblem } from "@/api/problem";
import { isFreePlan, plansOf } from "@/components/buying/plan-words";
import type { Search } from "./checkout-page";
import type { Way } from "@/components/buying/ways";

/** The choice that the address names, or the first one there is. */
function first(products: readonly Product[], price: string | undefined): { plan: Plan; product: Product } | null {
  const all = products.flatMap((product) => plansOf(product).map((plan) => ({ plan, product })));
  return all.find(({ plan }) => plan.id === price) ?? all[0] ?? null;
}

export const canTry = (product: Product, plan: Plan): boolean => product.trial !== null && plan.type === "recurring" && !isFreePlan(plan);

/** Everything that can be chosen before an order, and what the hub says that it comes to. */
export function useCart(products: readonly Product[], search: Search) {
  const [picked, setPicked] = useState(() => first(products, search.price));
  const [quantity, setQuantity] = useState(Math.max(1, Math.round(Number(search.quantity)) || 1));
  const [trial, setTrial] = useState(Boolean(search.trial));
  const [converts, setConverts] = useState(false);
  const [code, setCode] = useState("");
  const [way, setWay] = useState<Way | null>(null);
  const [save, setSave] = useState(true);
  const [purchaseOrder, setPurchaseOrder] = useState("");
  const tries = Boolean(picked && trial && canTry(picked.product, picked.plan));
  const cart = { items: [{ price_id: picked?.plan.id ?? "", quantity }], discount_code: code || null };
  const asked = useQuery({ ...previewQuery(cart), enabled: picked !== null });
  // A code that is refused changes nothing: what it comes to without one stays there, and can be bought.
  const refusal = code && isProblem(asked.error, "discount_refused") ? asked.error : null;
  const plain = useQuery({ ...previewQuery({ ...cart, discount_code: null }), enabled: refusal !== null });
  const preview = refusal ? plain : asked;
  const needsMethod = tries && (converts || picked?.product.trial?.needs_payment_method === true);
  const recurring = picked?.plan.type === "recurring";
  const order = (processor: Way): Wanted => ({
    ...cart,
    discount_code: tries || refusal ? null : cart.discount_code,
    processor: processor.processor.name,
    payment_method_id: processor.method?.id ?? null,
    trial: tries,
    convert_trial: tries && converts,
    save_method: processor.processor.saves_methods && (recurring || save),
    success_url: null,
    purchase_order: (processor.processor.name === "manual" && purchaseOrder.trim()) || null,
    purchase_request_id: search.request ?? null,
  });
  return {
    picked, choose: (plan: Plan, product: Product) => setPicked({ plan, product }),
    quantity, setQuantity, trial, setTrial, converts, setConverts, code, setCode, way, setWay, save, setSave, purchaseOrder, setPurchaseOrder,
    tries, needsMethod, recurring, preview, refusal, order,
  };
}

export type CartState = ReturnType<typeof useCart>;
