import { clsx } from "clsx";
import { Frown, LoaderCircle, Smile } from "lucide-react";
import type { Run } from "@/api/runs";
import { runs } from "@/strings/runs";

const LOOKS: Record<string, string> = {
  succeeded: "bg-fern-wash text-fern-text",
  failed: "bg-ember-wash text-ember-text",
  lost: "bg-ember-wash text-ember-text",
  input_required: "bg-pollen-wash text-pollen-text",
  running: "bg-wash text-brand-text",
};

export function StatusBadge({ status }: { status: string }) {
  return (
    <span className={clsx("inline-flex h-6 items-center gap-1.5 rounded-[8px] px-2 text-[12.5px] font-[600]", LOOKS[status] ?? "bg-sunk text-ink-2 dark:bg-raise")}>
      {status === "running" && <LoaderCircle size={12} className="spin" />}
      {runs.status[status] ?? status}
    </span>
  );
}

/** Face and word together: color alone says nothing. */
export function OutcomeMark({ outcome }: { outcome: Run["outcome"] }) {
  if (!outcome) return <span className="text-[13px] text-ink-3"><span aria-hidden>–</span><span className="sr-only">{runs.unmarked}</span></span>;
  const Face = outcome.happy ? Smile : Frown;
  return <span className={clsx("inline-flex items-center gap-1.5 text-[13px] font-[600]", outcome.happy ? "text-fern-text" : "text-ember-text")}><Face size={15} />{outcome.happy ? runs.happy : runs.unhappy}</span>;
}
