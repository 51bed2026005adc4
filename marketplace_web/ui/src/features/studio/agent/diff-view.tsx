import { clsx } from "clsx";
import { Plus } from "lucide-react";
import type { Diff } from "@/api/making";
import { Compared } from "@/components/diff/compared";
import { placeName } from "@/components/diff/diff";
import { sentence } from "@/lib/format";
import { own } from "@/strings/studio-agent";

const words = own.versions;

const LEVELS: Record<string, string> = { major: "bg-ember-wash text-ember-text", minor: "bg-iris-wash text-iris-text", patch: "bg-sunk text-ink-2 dark:bg-raise" };

/** Place by place what was and what is, with why it counts as much as it does; then the whole text. */
export function DiffView({ diff }: { diff: Diff }) {
  if (diff.differences.length === 0) return <p className="text-[14.5px] text-ink-2">{words.noDiff}</p>;
  return (
    <div className="grid gap-4">
      <ul className="grid max-h-[52vh] gap-3 overflow-y-auto" tabIndex={0} aria-label={words.compare}>
        {diff.differences.map((one) => (
          <li key={one.pointer} className="min-w-0 overflow-hidden rounded-[16px_16px_16px_6px] border">
            <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 border-b bg-surface-2 px-3.5 py-2 text-[13px]"><b className="break-words font-[600]">{sentence(placeName(one.pointer.replace(/^\//, "")))}</b><span className={clsx("rounded-[7px] px-1.5 py-0.5 text-[12px] font-[600]", LEVELS[one.level] ?? LEVELS.patch)}>{words.levels[one.level] ?? one.level}</span><span className="text-ink-3">{one.reason}</span></p>
            <Compared place={one.pointer} before={one.before} after={one.after} nothing={words.nothing} />
          </li>
        ))}
      </ul>
      <details className="group">
        <summary className="flex list-none items-center gap-2 rounded-lg py-1 text-[14px] font-[600] text-brand-text [&::-webkit-details-marker]:hidden"><Plus size={15} className="transition-transform duration-300 group-open:rotate-45" aria-hidden />{words.text}</summary>
        <pre className="mono mt-2 max-h-[50vh] overflow-auto rounded-[14px] bg-code p-3.5 text-[12.5px] leading-[1.65] text-[#fbf2fa]" tabIndex={0}><code>{diff.text}</code></pre>
      </details>
    </div>
  );
}
