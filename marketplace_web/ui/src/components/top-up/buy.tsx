import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { previewQuery, useBought, useBuy, type Wanted } from "@/api/buying";
import { goOn, useOneAtATime } from "@/components/buying/going-on";
import type { Pack } from "@/components/buying/packs";
import { payLabel } from "@/components/buying/pay-label";
import { Ways, type Way } from "@/components/buying/ways";
import { checkout } from "@/strings/checkout";
import { topUp as words } from "@/strings/top-up";
import { Button, ButtonLink } from "@/ui/button";
import { CheckField } from "@/ui/check";
import { Failed } from "@/ui/states";
import { sayProblem } from "@/ui/toast";
import { PacksFor } from "./packs-for";

/** For who may buy: a pack, a way to pay, and the order. What a kept method pays is there at once. */
export function Buy({ missing }: { missing: number }) {
  return <PacksFor missing={missing}>{(pack) => <Pay pack={pack} />}</PacksFor>;
}

const orderOf = (pack: Pack, { processor, method }: Way, save: boolean): Wanted => ({
  items: [{ price_id: pack.plan.id, quantity: 1 }],
  discount_code: null,
  processor: processor.name,
  payment_method_id: method?.id ?? null,
  trial: false,
  convert_trial: false,
  save_method: processor.saves_methods && save,
  success_url: null,
  purchase_order: null,
  purchase_request_id: null,
});

function Pay({ pack }: { pack: Pack }) {
  const [way, setWay] = useState<Way | null>(null);
  const [save, setSave] = useState(true);
  const preview = useQuery(previewQuery({ items: [{ price_id: pack.plan.id, quantity: 1 }], discount_code: null }));
  const buy = useBuy();
  const bought = useBought();
  const once = useOneAtATime();
  const navigate = useNavigate();
  const due = preview.data?.due;
  const pay = (chosen: Way) =>
    once((ended) => buy.mutate(orderOf(pack, chosen, save), {
      onSuccess: (made) => (made.status === "succeeded" ? void bought() : goOn(made, navigate)),
      onError: sayProblem,
      onSettled: ended,
    }));
  return (
    <>
      <Ways currency={pack.plan.currency} chosen={way} onChoose={setWay} />
      {way?.processor.saves_methods && !way.method && <CheckField checked={save} onChange={setSave} label={checkout.save} />}
      {preview.error && <Failed error={preview.error} retry={() => void preview.refetch()} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button look="primary" busy={buy.isPending} disabled={!way || !due || preview.isPlaceholderData} onClick={() => way && pay(way)}>{payLabel(due, way?.processor.name)}</Button>
        <ButtonLink to="/app/credits" look="quiet">{words.all}</ButtonLink>
      </div>
      {way && !way.method && checkout.pages[way.processor.name] && <p className="text-[13px] text-ink-3">{checkout.redirect(checkout.pages[way.processor.name])}</p>}
    </>
  );
}
