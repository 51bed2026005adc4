import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

export interface Tab {
  value: string;
  label: string;
  content: ReactNode;
}

export function Tabs({ tabs, value, onChange, label }: { tabs: readonly Tab[]; value: string; onChange: (value: string) => void; label: string }) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(String(next))}>
      <Base.List aria-label={label} className="scroll-x bleed relative flex gap-1 border-b">
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className="h-11 shrink-0 px-3.5 text-[14.5px] font-[600] text-ink-3 transition-colors hover:text-ink data-[active]:text-brand-text">
            {tab.label}
          </Base.Tab>
        ))}
        <Base.Indicator renderBeforeHydration={false} className="absolute bottom-0 left-[var(--active-tab-left)] h-[2.5px] w-[var(--active-tab-width)] rounded-full bg-brand transition-all duration-300 ease-out" />
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="pt-6">{tab.content}</Base.Panel>
      ))}
    </Base.Root>
  );
}
