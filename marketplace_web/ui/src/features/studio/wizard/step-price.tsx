import { clsx } from "clsx";
import type { PriceBody } from "@/api/making";
import { facts } from "@/lib/facts";
import { inCurrency } from "@/lib/locale";
import { wizard } from "@/strings/studio-wizard";
import { TextField } from "@/ui/field";
import { faultIn, type Fault } from "./faults";
import { StepHead } from "./step-head";
import type { StepProps } from "./wizard";

const words = wizard.price;
const MODELS = Object.keys(words.models) as PriceBody["model"][];
const dollars = inCurrency("USD", 2, 4);

export function StepPrice({ making, faults }: StepProps) {
  return (
    <>
      <StepHead title={words.title} lead={words.lead} />
      <PriceFields value={making.draft.price} faults={faults} onChange={(price) => making.change({ price, priced: true })} />
      <p className="mt-6 text-[13.5px] text-ink-3">{words.plans}</p>
    </>
  );
}

export function PriceFields({ value, faults, onChange }: { value: PriceBody; faults: readonly Fault[]; onChange: (price: PriceBody) => void }) {
  const choose = (model: PriceBody["model"]) => onChange(model === "free" ? { model, credits: "0", model_cost: "included" } : { ...value, model, credits: value.credits === "0" ? "1" : value.credits });
  return (
    <div className="grid gap-6">
      <div role="radiogroup" aria-label={words.title} className="grid gap-2.5 sm:grid-cols-2">
        {MODELS.map((model) => <Model key={model} model={model} on={value.model === model} onChoose={() => choose(model)} />)}
      </div>
      {value.model !== "free" && (
        <div className="line-in grid items-start gap-5 sm:grid-cols-[220px_1fr]">
          <TextField label={words.credits} inputMode="decimal" value={value.credits ?? ""} hint={worth(value.credits)} fault={faultIn(faults, "price", "credits")} onChange={(event) => onChange({ ...value, credits: event.target.value.trim().replace(",", ".") })} />
          <Radios legend={words.modelCost} value={value.model_cost ?? "passed_through"} onChange={(model_cost) => onChange({ ...value, model_cost })} />
        </div>
      )}
    </div>
  );
}

/** What credits are in money, where the hub said what one is worth. */
function worth(credits: string | undefined): string | undefined {
  const amount = Number(credits) * Number(facts?.usdPerCredit);
  return Number.isFinite(amount) && amount > 0 ? words.inMoney(dollars.format(amount)) : undefined;
}

function Model({ model, on, onChoose }: { model: PriceBody["model"]; on: boolean; onChoose: () => void }) {
  const { name, lead } = words.models[model];
  return (
    <label className={clsx("flex cursor-pointer items-start gap-3 rounded-[16px_16px_16px_6px] border px-4 py-3 transition-colors has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-[var(--focus)]", model === "free" && "sm:col-span-2", on ? "border-brand bg-wash" : "bg-surface hover:border-orchid-400")}>
      <input type="radio" name="price-model" value={model} checked={on} onChange={onChoose} aria-label={name} className="mt-1 size-4 shrink-0 accent-[var(--brand)]" />
      <span className="min-w-0"><b className="block text-[15px] font-[650]">{name}</b><span className="block text-[13.5px] text-ink-2">{lead}</span></span>
    </label>
  );
}

function Radios({ legend, value, onChange }: { legend: string; value: "included" | "passed_through"; onChange: (value: "included" | "passed_through") => void }) {
  return (
    <fieldset>
      <legend className="mb-2 text-[13.5px] font-[600] text-ink-2">{legend}</legend>
      <div className="grid gap-2">
        {(["passed_through", "included"] as const).map((one) => (
          <label key={one} className="flex cursor-pointer items-center gap-2.5 text-[14.5px]">
            <input type="radio" name="model-cost" checked={value === one} onChange={() => onChange(one)} className="size-4 accent-[var(--brand)]" />
            {one === "included" ? words.included : words.passed}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
