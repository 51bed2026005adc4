import { clsx } from "clsx";
import type { Diff } from "@/api/making";
import { own } from "@/strings/studio-agent";

const words = own.versions;

const said = (value: unknown): string => (value === null || value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value, null, 1));

const LEVELS: Record<string, string> = { major: "bg-ember-wash text-ember-text", minor: "bg-iris-wash text-iris-text", patch: "bg-sunk text-ink-2" };

/** Place by place what was and what is, with why it counts as much as it does; then the whole text. */
export function DiffView({ diff }: { diff: Diff }) {
  if (diff.differences.length === 0) return <p className="text-[14.5px] text-ink-2">{words.noDiff}</p>;
  return (
    <div className="grid gap-4">
      <ul className="grid max-h-[52vh] gap-3 overflow-y-auto" tabIndex={0} aria-label={words.compare}>
        {diff.differences.map((one) => (
          <li key={one.pointer} className="min-w-0">
            <p className="flex flex-wrap items-center gap-2 text-[13px]"><code className="mono break-all text-[12.5px] font-[600]">{one.pointer}</code><span className={clsx("rounded-[7px] px-1.5 py-0.5 text-[12px] font-[600]", LEVELS[one.level] ?? LEVELS.patch)}>{words.levels[one.level] ?? one.level}</span><span className="text-ink-3">{one.reason}</span></p>
            <p className="mt-1 grid gap-1 text-[13px]">
              <span className="whitespace-pre-wrap break-words rounded-[9px] bg-ember-wash px-2.5 py-1.5 text-ink-2"><span className="sr-only">{words.place.before}</span><del className="no-underline">{said(one.before)}</del></span>
              <span className="whitespace-pre-wrap break-words rounded-[9px] bg-fern-wash px-2.5 py-1.5 text-ink-2"><span className="sr-only">{words.place.after}</span><ins className="no-underline">{said(one.after)}</ins></span>
            </p>
          </li>
        ))}
      </ul>
      <details>
        <summary className="text-[13.5px] font-[600] text-brand-text">{words.text}</summary>
        <pre className="mono mt-2 max-h-[50vh] overflow-auto rounded-[14px] bg-code p-3.5 text-[12.5px] leading-[1.65] text-[#fbf2fa]" tabIndex={0}><code>{diff.text}</code></pre>
      </details>
    </div>
  );
}
