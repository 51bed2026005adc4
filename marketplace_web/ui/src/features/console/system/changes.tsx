import { ArrowRight } from "lucide-react";
import { systemWords } from "@/strings/console-system";
import { shown } from "./setting-row";

const words = systemWords.settings;

/** Each value that is different: what is in force, and what takes its place. */
export function ChangeList({ changes, defaults }: { changes: readonly { name: string; before?: unknown; after?: unknown }[]; defaults?: boolean }) {
  const said = (value: unknown) => (value === null && defaults ? words.source.default : shown(value));
  return (
    <ul className="grid gap-1.5">
      {changes.map((one) => (
        <li key={one.name} className="flex flex-wrap items-center gap-x-2.5 gap-y-1 rounded-[12px] bg-surface-2 px-3 py-2 text-[14px]">
          <code className="mono basis-full break-all text-[12.5px] text-ink-2 sm:basis-auto sm:flex-1">{one.name}</code>
          <del className="rounded-[6px] bg-ember-wash px-1.5 text-ember-text" aria-label={`${words.before}: ${said(one.before)}`}>{said(one.before)}</del>
          <ArrowRight size={14} className="text-ink-3" aria-hidden />
          <ins className="rounded-[6px] bg-fern-wash px-1.5 font-[600] text-fern-text no-underline" aria-label={`${words.after}: ${said(one.after)}`}>{said(one.after)}</ins>
        </li>
      ))}
    </ul>
  );
}
