import { Check, LoaderCircle, X } from "lucide-react";
import { Sigil } from "@/brand/sigil";
import { credits } from "@/lib/format";
import { ask } from "@/strings/ask";
import type { ToolStep } from "./run-state";

/** Each tool or agent that a run called, with its real name, while it works and after. */
export function ToolRows({ steps }: { steps: readonly ToolStep[] }) {
  if (steps.length === 0) return null;
  return (
    <ol aria-label={ask.steps} className="overflow-hidden rounded-[16px_16px_16px_5px] border bg-surface-2">
      {steps.map((step) => (
        <li key={step.id} data-step={step.state} className="line-in border-b px-3 py-2 text-[13px] last:border-0">
          <div className="flex items-center gap-2.5">
            <State state={step.state} />
            <Sigil id={step.sigil} size={26} on={step.state === "running"} />
            <span className="mono truncate text-[12.5px]">{step.name}</span>
            {step.credits && <span className="num ms-auto shrink-0 text-ink-3">{credits(step.credits)}</span>}
          </div>
          {step.why && <p className="mt-1 ps-[25px] text-[12.5px] leading-snug text-ink-3">{step.why}</p>}
        </li>
      ))}
    </ol>
  );
}

function State({ state }: { state: ToolStep["state"] }) {
  if (state === "running") return <LoaderCircle size={15} className="spin shrink-0 text-brand-text" aria-label={ask.working} />;
  if (state === "failed") return <X size={15} strokeWidth={2.8} className="pop shrink-0 text-ember-text" aria-label={ask.failed} />;
  return <Check size={15} strokeWidth={2.8} className="pop shrink-0 text-fern-text" aria-hidden />;
}
