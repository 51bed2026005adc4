import { clsx } from "clsx";
import { Check } from "lucide-react";
import { memo } from "react";
import { Sigil } from "@/brand/sigil";
import { landing, type SceneAgent } from "@/strings/landing";
import type { AgentState } from "./hero-clock";

/** Chips stand outside of their petal's tip: left ones to the left, right ones to the right. */
const SIDE = ["-translate-x-1/2", "-translate-x-[58%]", "-translate-x-[42%]", "-translate-x-[58%]", "-translate-x-[42%]"];

export const AgentChip = memo(function AgentChip({ agent, state, seat }: { agent: SceneAgent; state: AgentState; seat: number }) {
  const running = state === "running";
  return (
    <div
      className={clsx(
        "flex -translate-y-1/2 items-center gap-2 rounded-[16px_16px_16px_6px] border bg-raise py-1.5 pl-1.5 pr-3 transition-[opacity,border-color,box-shadow,scale] duration-500 max-lg:-translate-x-1/2 lg:gap-2.5",
        SIDE[seat],
        state === "ready" ? "scale-[.94] opacity-75" : "opacity-100",
        running ? "!border-orchid-400 shadow-glow" : "shadow-2",
      )}
    >
      <span className="relative">
        <Sigil id={agent.id} size={34} on={running} />
        {state === "done" && (
          <span className="pop absolute -bottom-1 -right-1 grid size-[17px] place-items-center rounded-full bg-[#007a68] text-white ring-2 ring-[var(--raise)]"><Check size={11} strokeWidth={3.2} /></span>
        )}
      </span>
      <span className="whitespace-nowrap leading-[1.2]">
        <b className="block text-[12.5px] font-[650] lg:text-[13.5px]">{agent.name}</b>
        <span className={clsx("block text-[12px] max-lg:hidden", state === "done" ? "text-fern-text" : running ? "mono !text-[11.5px] text-brand-text" : "text-ink-3")}>
          {state === "done" ? agent.done : running ? agent.tool : landing.hero.ready}
        </span>
      </span>
    </div>
  );
});

export const ResultChip = memo(function ResultChip({ shown, text }: { shown: boolean; text: string }) {
  return (
    <div className={clsx("-translate-x-1/2 ease-bloom transition-[opacity,translate,scale] duration-700", shown ? "opacity-100" : "translate-y-3 scale-90 opacity-0")} aria-hidden={!shown}>
      <div className="flex items-center gap-3 whitespace-nowrap rounded-[18px_18px_18px_7px] bg-orchid-950 py-2.5 pl-3 pr-4 text-white shadow-3 dark:bg-[#fbf2fa] dark:text-[#210f22]">
        <span className="grid size-8 place-items-center rounded-full bg-[#2cc4aa] text-[#04241f]"><Check size={18} strokeWidth={3} /></span>
        <span className="leading-tight">
          <b className="block text-[15px] font-[650]">{text}</b>
          <span className="text-[12.5px] opacity-80">{landing.hero.example}</span>
        </span>
      </div>
    </div>
  );
});
