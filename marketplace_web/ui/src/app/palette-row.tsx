import { Command, defaultFilter } from "cmdk";
import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";

export function Heading({ children }: { children: string }) {
  return <span className="block px-3 pb-1 pt-2.5 text-[12.5px] font-[600] text-ink-3">{children}</span>;
}

const WEAKEST = 0.1;
const APART = "\n";

/** Each text by itself. Letters that are strewn over it are no match; one left out is. */
export function fits(value: string, search: string, also: string[] = []): number {
  const texts = [value.split(APART)[0] ?? "", ...also];
  const best = Math.max(...texts.map((text) => defaultFilter(text, search)));
  return best < WEAKEST ? 0 : best;
}

/** What no other row may have: its name, and where it stands, which it is not found by. */
export const valueOf = (label: string, ...where: string[]): string => [label, ...where].join(APART);

interface Props {
  value: string;
  also?: string[];
  icon: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}

export function Row({ value, also, icon, onSelect, children }: Props) {
  return (
    <Command.Item value={value} keywords={also} onSelect={onSelect} className="group flex h-11 cursor-pointer items-center gap-3 rounded-[12px] px-3 text-[14.5px] data-[selected=true]:bg-wash">
      {icon}
      <span className="flex min-w-0 flex-1 items-baseline">{children}</span>
      <ArrowRight size={16} className="shrink-0 text-ink-3 opacity-0 group-data-[selected=true]:opacity-100" />
    </Command.Item>
  );
}
