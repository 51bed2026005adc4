import { Minus, Plus } from "lucide-react";
import { useId } from "react";
import type { Plan } from "@/api/buying";
import { checkout as words } from "@/strings/checkout";
import { IconButton } from "@/ui/button";

const MOST = 10_000;

/** So many seats, units or packs. */
export function Quantity({ plan, value, onChange }: { plan: Plan; value: number; onChange: (value: number) => void }) {
  const id = useId();
  const kind = plan.per_seat ? "seats" : plan.credits !== null ? "packs" : "units";
  const set = (next: number) => onChange(Math.min(MOST, Math.max(1, Math.round(next) || 1)));
  return (
    <div className="mt-5 border-t pt-5">
      <div className="flex flex-wrap items-center gap-4">
        <label htmlFor={id} className="flex-1 text-[15px] font-[620]">{words.quantity[kind]}</label>
        <div className="flex items-center gap-1 rounded-[14px] border border-line-2 bg-surface p-1">
          <IconButton label={words.fewer} size="sm" disabled={value <= 1} onClick={() => set(value - 1)}><Minus size={16} /></IconButton>
          <input id={id} type="number" inputMode="numeric" min={1} max={MOST} value={value} onChange={(event) => set(event.target.valueAsNumber)} className="num h-8 w-16 rounded-[9px] bg-transparent text-center text-[16px] font-[650] [appearance:textfield] [&::-webkit-inner-spin-button]:appearance-none" />
          <IconButton label={words.further} size="sm" disabled={value >= MOST} onClick={() => set(value + 1)}><Plus size={16} /></IconButton>
        </div>
      </div>
      {plan.per_seat && value > 1 && <p className="mt-1.5 text-[13.5px] text-ink-3">{words.seatsHint}</p>}
    </div>
  );
}
