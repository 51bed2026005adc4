import { Check, Copy } from "lucide-react";
import { common } from "@/strings/common";
import { IconButton } from "@/ui/button";
import { useCopied } from "@/ui/copy";

/** What is to be entered elsewhere, letter by letter: each with a button that copies it. */
export function Facts({ rows }: { rows: readonly (readonly [label: string, value: string])[] }) {
  return (
    <dl className="grid gap-1 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-2">
      {rows.map(([label, value]) => <Fact key={label} label={label} value={value} />)}
    </dl>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  const [copied, copy] = useCopied();
  return (
    <div className="grid items-center gap-x-3 sm:grid-cols-[110px_minmax(0,1fr)]">
      <dt className="text-[13px] text-ink-3 max-sm:pt-1.5">{label}</dt>
      <dd className="flex min-w-0 items-center gap-3">
        <span className="mono min-w-0 flex-1 text-[13px] [overflow-wrap:anywhere]">{value}</span>
        <IconButton size="sm" label={`${copied ? common.copied : common.copy}: ${label}`} onClick={() => copy(value)}>{copied ? <Check size={15} className="pop text-fern-text" /> : <Copy size={15} />}</IconButton>
      </dd>
    </div>
  );
}
