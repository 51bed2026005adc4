import { useState, type FormEvent } from "react";
import { useCodes } from "@/api/codes";
import type { Product } from "@/api/making";
import { isProblem } from "@/api/problem";
import { PausingButton } from "@/components/pausing-button";
import { CURRENCIES, type Currency } from "@/lib/amounts";
import { today } from "@/lib/day";
import { codeWords as words } from "@/strings/studio-codes";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { codeOf, emptyCode, type GivenCode } from "./codes";

const options = (table: Record<string, string>) => Object.entries(table).map(([value, label]) => ({ value, label }));

export function CodeDialog({ products, close }: { products: readonly Product[]; close: () => void }) {
  const { make } = useCodes();
  const [given, setGiven] = useState<GivenCode>(emptyCode);
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<GivenCode>) => setGiven({ ...given, ...patch });
  const { body, faults: wrong } = codeOf(given);
  const answered = isProblem(make.error) ? make.error.faults : {};
  const fault = (field: keyof typeof wrong, as: string = field) => (tried ? wrong[field] : undefined) ?? answered[as];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (body) make.mutate(body, { onSuccess: (made) => { say(words.made(made.code)); close(); }, onError: (error) => !(isProblem(error) && (error.status === 422 || error.status === 409)) && sayProblem(error) });
  };
  const taken = isProblem(make.error) && make.error.status === 409 ? words.taken : undefined;
  return (
    <Dialog open onOpenChange={close} title={words.dialog} wide>
      <form onSubmit={submit} className="grid gap-4">
        <TextField label={words.code} hint={words.codeHint} required minLength={2} maxLength={40} pattern="[A-Za-z0-9_\-]+" autoComplete="off" className="mono uppercase" value={given.code} fault={taken ?? answered.code} onChange={(event) => set({ code: event.target.value })} />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField label={words.kind} options={options(words.kinds)} value={given.kind} onChange={(event) => set({ kind: event.target.value as GivenCode["kind"] })} />
          {given.kind === "percent" ? (
            <TextField label={words.percent} inputMode="decimal" value={given.off} fault={fault("off", "percent_off")} onChange={(event) => set({ off: event.target.value })} />
          ) : (
            <div className="grid grid-cols-[minmax(0,1fr)_104px] gap-3">
              <TextField label={words.amount} inputMode="decimal" value={given.off} fault={fault("off", "amount_off/amount")} onChange={(event) => set({ off: event.target.value })} />
              <SelectField label={words.currency} options={CURRENCIES.map((value) => ({ value, label: value }))} value={given.currency} onChange={(event) => set({ currency: event.target.value as Currency })} />
            </div>
          )}
          <SelectField label={words.duration} options={options(words.durations)} value={given.duration} onChange={(event) => set({ duration: event.target.value as GivenCode["duration"] })} />
          {given.duration === "repeating" && <TextField label={words.months} inputMode="numeric" value={given.months} fault={fault("months")} onChange={(event) => set({ months: event.target.value })} />}
          <SelectField label={words.product} options={[{ value: "", label: words.everything }, ...products.map(({ id, name }) => ({ value: id, label: name }))]} value={given.product} onChange={(event) => set({ product: event.target.value })} />
          <TextField label={words.most} hint={words.noLimit} inputMode="numeric" value={given.most} fault={fault("most", "max_redemptions")} onChange={(event) => set({ most: event.target.value })} />
          <TextField label={words.each} hint={words.noLimit} inputMode="numeric" value={given.each} fault={fault("each", "max_per_buyer")} onChange={(event) => set({ each: event.target.value })} />
          <TextField label={words.until} hint={words.untilHint} type="date" min={today()} value={given.until} fault={answered.expires_at} onChange={(event) => set({ until: event.target.value })} />
        </div>
        <DialogFoot><PausingButton type="submit" look="primary" busy={make.isPending}>{words.make}</PausingButton></DialogFoot>
      </form>
    </Dialog>
  );
}
