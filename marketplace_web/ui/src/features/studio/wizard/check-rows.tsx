import { clsx } from "clsx";
import { Check, Circle, CircleDashed } from "lucide-react";
import { wizard } from "@/strings/studio-wizard";
import { Button, ButtonLink } from "@/ui/button";
import type { Step } from "./draft";
import type { Fault } from "./faults";

export interface CheckRow {
  name: string;
  good: boolean;
  /** Good to have, and no reason to wait. */
  optional?: boolean;
  hint?: string | undefined;
  faults?: readonly Fault[];
  goTo?: (step: Step) => void;
  act?: { label: string; to?: string; run?: () => void } | undefined;
}

/** What has to be so, one line each; what is not so says where to go. */
export function CheckRows({ rows }: { rows: readonly CheckRow[] }) {
  return (
    <ul className="overflow-hidden rounded-[18px_18px_18px_6px] border">
      {rows.map((row) => {
        const Icon = row.good ? Check : row.optional ? CircleDashed : Circle;
        return (
          <li key={row.name} className="flex flex-wrap items-start gap-x-3 gap-y-1.5 border-t bg-surface px-4 py-3 first:border-t-0">
            <span className={clsx("mt-0.5 grid size-[22px] shrink-0 place-items-center rounded-full", row.good ? "bg-fern-wash text-fern-text" : "bg-sunk text-ink-3 dark:bg-raise")}><Icon size={14} strokeWidth={row.good ? 2.8 : 2} className={row.good ? "pop" : undefined} aria-hidden /></span>
            <span className="min-w-0 flex-1">
              <b className={clsx("text-[14.5px]", row.good ? "font-[600]" : "font-[550] text-ink-2")}>{row.name}</b>
              {row.hint && <span className="block text-[13.5px] text-ink-3">{row.hint}</span>}
              {row.faults && row.faults.length > 0 && <Faults row={row} />}
            </span>
            {row.act?.to && <ButtonLink to={row.act.to} size="sm">{row.act.label}</ButtonLink>}
            {row.act?.run && <Button size="sm" onClick={row.act.run}>{row.act.label}</Button>}
          </li>
        );
      })}
    </ul>
  );
}

function Faults({ row: { faults = [], goTo } }: { row: CheckRow }) {
  return (
    <ul className="mt-1.5 grid gap-1">
      {faults.map((fault) => (
        <li key={`${fault.step} ${fault.field} ${fault.text}`} className="text-[13.5px] text-ember-text">
          {fault.step === "check" ? fault.text : <button type="button" className="link !text-ember-text text-start" onClick={() => goTo?.(fault.step)}>{`${wizard.steps[fault.step]}: ${fault.text}`}</button>}
        </li>
      ))}
    </ul>
  );
}
