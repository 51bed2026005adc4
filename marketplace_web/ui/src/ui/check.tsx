import { clsx } from "clsx";
import { Check } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: ReactNode;
  hint?: ReactNode;
  className?: string;
}

/** A box to tick, with its words; the whole line is the target. */
export function CheckField({ checked, onChange, label, hint, className }: Props) {
  return (
    <label className={clsx("relative flex min-h-6 cursor-pointer items-start gap-3", className)}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} className="peer sr-only" />
      <span className={clsx("mt-px grid size-[22px] shrink-0 place-items-center rounded-[7px_7px_7px_3px] border transition-colors peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-[var(--focus)]", checked ? "border-brand bg-brand text-on-brand" : "border-line-strong bg-surface")} aria-hidden>
        {checked && <Check size={14} strokeWidth={3} className="pop" />}
      </span>
      <span className="min-w-0 text-[14.5px]">
        <span className="font-[550]">{label}</span>
        {hint && <span className="block text-[13.5px] text-ink-3">{hint}</span>}
      </span>
    </label>
  );
}
