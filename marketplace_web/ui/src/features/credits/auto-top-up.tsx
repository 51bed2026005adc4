import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { topUpQuery, useSaveTopUp, type TopUp } from "@/api/billing";
import { methodsQuery, packsQuery, type Method } from "@/api/buying";
import { packsOf, type Pack } from "@/components/buying/packs";
import { Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { credits } from "@/lib/format";
import { minorUnits, money, shortMoney } from "@/lib/money";
import { billing } from "@/strings/billing";
import { common } from "@/strings/common";
import { CheckField } from "@/ui/check";
import { SelectField, TextField } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

const words = billing.auto;

/** Credits that are bought by themselves, up to a cap a month. */
export function AutoTopUp() {
  const { data: current, error, refetch } = useQuery(topUpQuery);
  const { data: methods } = useQuery(methodsQuery);
  const { data: products } = useQuery(packsQuery);
  const usable = methods?.filter((method) => method.status === "active");
  const packs = products && packsOf(products);
  return (
    <Panel title={words.title}>
      <p className="-mt-2 mb-4 text-[14.5px] text-ink-2">{words.lead}</p>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!error && (current === undefined || !usable || !packs) && <Skeletons count={2} className="grid gap-3" each="h-12" />}
      {usable && packs && current !== undefined && (packs.length === 0 ? <Lacks>{words.needsPack}</Lacks> : usable.length === 0 ? <Lacks>{words.needsMethod}</Lacks> : <Form current={current} methods={usable} packs={packs} />)}
    </Panel>
  );
}

function Lacks({ children }: { children: string }) {
  return <p className="rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-3 text-[14px] text-ink-2">{children}</p>;
}

function Form({ current, methods, packs }: { current: TopUp | null; methods: readonly Method[]; packs: readonly Pack[] }) {
  const [enabled, setEnabled] = useState(current?.enabled ?? false);
  const [priceId, setPriceId] = useState(packs.find((pack) => pack.plan.id === current?.price_id)?.plan.id ?? packs[0]?.plan.id ?? "");
  const [fault, setFault] = useState("");
  const save = useSaveTopUp();
  const pack = packs.find((one) => one.plan.id === priceId);
  if (!pack) return null;
  const { currency } = pack.plan;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const cap = minorUnits(String(given.get("cap") ?? ""));
    setFault(cap ? "" : words.badCap);
    if (!cap) return;
    save.mutate(
      { enabled, below: String(given.get("below") ?? ""), price_id: priceId, payment_method_id: String(given.get("method")), monthly_cap: { amount: cap, currency } },
      { onSuccess: () => say(words.saved), onError: sayProblem },
    );
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <CheckField checked={enabled} onChange={setEnabled} label={words.on} />
      {current?.stopped && <p className="rounded-[14px_14px_14px_5px] bg-pollen-wash px-3.5 py-2.5 text-[14px] text-pollen-text">{words.stopped[current.stopped]}</p>}
      <TextField label={words.below} name="below" inputMode="decimal" required pattern="\d{1,9}(\.\d{1,6})?" defaultValue={current?.below ?? "100"} />
      <SelectField label={words.pack} value={priceId} onChange={(event) => setPriceId(event.target.value)} options={packs.map((one) => ({ value: one.plan.id, label: `${credits(one.credits)}, ${shortMoney({ amount: one.plan.unit_amount, currency: one.plan.currency })}` }))} />
      <SelectField label={words.method} name="method" defaultValue={current?.payment_method_id ?? methods.find((one) => one.default)?.id} options={methods.map((one) => ({ value: one.id, label: one.label }))} />
      <TextField label={words.cap(currency)} name="cap" inputMode="decimal" required defaultValue={current ? String(current.monthly_cap.amount / 100) : ""} fault={fault || undefined} hint={current ? words.spent(money(current.spent_this_month), money(current.monthly_cap)) : undefined} />
      <PausingButton type="submit" look="primary" busy={save.isPending} className="justify-self-start">{common.save}</PausingButton>
    </form>
  );
}
