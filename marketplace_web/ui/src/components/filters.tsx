import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import type { Option } from "@/ui/field";

type Wanted = Record<string, string | undefined>;

/** What narrows a list stands in the address, so that it can be shared and gone back to. */
export function useWanted<T extends object>(): [T, (part: { [K in keyof T]?: T[K] | undefined }) => void] {
  const read = useSearch({ strict: false }) as Record<string, unknown>;
  // A router reads numbers in an address as numbers; what somebody looks for is text.
  const wanted = Object.fromEntries(Object.entries(read).map(([name, value]) => [name, value === undefined ? undefined : String(value)])) as Wanted;
  const navigate = useNavigate();
  const want = (part: object) => void navigate({ to: ".", search: ((now: object) => clean({ ...now, ...part })) as never, replace: true, resetScroll: false });
  return [wanted as T, want];
}

/** Without what asks for nothing. */
export function clean(wanted: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined && value !== null && value !== ""));
}

const AFTER_MS = 250;

export function SearchField({ label, value, onSearch }: { label: string; value: string | undefined; onSearch: (text: string | undefined) => void }) {
  const [text, setText] = useState(value ?? "");
  useEffect(() => {
    if (text === (value ?? "")) return;
    const timer = setTimeout(() => onSearch(text.trim() || undefined), AFTER_MS);
    return () => clearTimeout(timer);
    // Only what somebody types starts a search.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [text]);
  return (
    <label className="relative min-w-0 flex-1 basis-[260px]">
      <span className="sr-only">{label}</span>
      <Search size={16} className="pointer-events-none absolute start-3 top-1/2 -translate-y-1/2 text-ink-3" aria-hidden />
      <input type="search" value={text} placeholder={label} maxLength={250} onChange={(event) => setText(event.target.value)} className="field !h-10 !ps-9 !text-[14px]" />
    </label>
  );
}

export function Choice({ label, value, options, onChoose }: { label: string; value: string | undefined; options: readonly Option[]; onChoose: (value: string | undefined) => void }) {
  return (
    <select aria-label={label} value={value ?? ""} onChange={(event) => onChoose(event.target.value || undefined)} className="field !h-10 !w-auto !text-[14px]">
      <option value="">{label}</option>
      {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
    </select>
  );
}

export function Filters({ children }: { children: ReactNode }) {
  return <div className="mb-4 flex flex-wrap items-center gap-2">{children}</div>;
}
