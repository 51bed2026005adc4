import { CircleCheck } from "lucide-react";
import type { Detail } from "@/api/shown";
import { EnableButton } from "@/components/enable-button";
import { Sigil } from "@/brand/sigil";
import { agents } from "@/strings/agents";
import { compare as words } from "@/strings/compare";
import { ButtonLink } from "@/ui/button";

/** What comes after the choice: it becomes one's own, and is called. */
export function Onward({ agent, guest }: { agent: Detail; guest: boolean }) {
  const page = `/agents/${agent.id}`;
  return (
    <div role="status" className="line-in flex flex-wrap items-center gap-x-4 gap-y-3 rounded-[20px_20px_20px_7px] bg-wash px-5 py-4">
      <Sigil id={agent.id} size={40} on />
      <div className="min-w-0 flex-1 basis-[240px]">
        <h2 className="text-[18px]">{words.earlierChosen(agent.name)}</h2>
        <p className="mt-0.5 text-[14px] text-ink-2">{guest ? words.onwardGuest : agent.enabled ? words.onwardEnabled : words.onward}</p>
      </div>
      {guest && <ButtonLink to="/signup" search={{ next: page }} look="primary">{agents.startAction}</ButtonLink>}
      {!guest && agent.enabled && <span className="flex items-center gap-1.5 text-[14px] font-[600] text-fern-text"><CircleCheck size={16} className="pop" />{agents.enabled}</span>}
      {!guest && agent.enabled && <ButtonLink to={page} search={{ tab: "api" }} look="primary">{agents.detail.callById}</ButtonLink>}
      {!guest && !agent.enabled && <EnableButton id={agent.id} name={agent.name} />}
      {!guest && !agent.enabled && <ButtonLink to={page}>{agents.open}</ButtonLink>}
    </div>
  );
}
