import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { processorsQuery } from "@/api/buying";
import { checkout as words } from "@/strings/checkout";
import { TextField } from "@/ui/field";
import { CheckField } from "@/ui/check";
import type { CartState } from "./use-cart";
import { Ways } from "@/components/buying/ways";

/** How it is paid, and what belongs to each way. A trial that ends by itself needs none. */
export function WayOptions({ cart }: { cart: CartState }) {
  const { picked, way, setWay, recurring, tries, needsMethod } = cart;
  if (!picked) return null;
  if (tries && !needsMethod) return <NoWay cart={cart} />;
  const { currency } = picked.plan;
  return (
    <div className="grid gap-4">
      <Ways currency={currency} chosen={way} onChoose={setWay} keepsOnly={needsMethod} />
      {way?.processor.saves_methods && !way.method && (recurring ? <p className="text-[13.5px] text-ink-3">{words.saveAlways}</p> : <CheckField checked={cart.save} onChange={cart.setSave} label={words.save} />)}
      {way?.processor.name === "manual" && <TextField label={words.purchaseOrder} hint={words.purchaseOrderHint} value={cart.purchaseOrder} maxLength={60} onChange={(event) => cart.setPurchaseOrder(event.target.value)} />}
    </div>
  );
}

/** The hub asks for a processor even where nothing will be paid: any that takes the currency. */
function NoWay({ cart: { picked, way, setWay } }: { cart: CartState }) {
  const { data } = useQuery(processorsQuery);
  const any = data?.find((one) => one.currencies.some((name) => name === picked?.plan.currency));
  useEffect(() => {
    if (any && way?.processor.name !== any.name) setWay({ processor: any, method: null });
  }, [any, way, setWay]);
  return <p className="text-[14.5px] text-ink-2">{words.noCharge}</p>;
}
