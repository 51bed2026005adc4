import { SnippetTabs } from "@/components/snippet-tabs";
import { Sigil } from "@/brand/sigil";
import { landing } from "@/strings/landing";
import { IdChip } from "@/ui/copy";

const words = landing.oneId;
const INPUT = "Sales rose by a tenth in May, most of it in the north.";

export function OneId() {
  return (
    <div className="reveal flex min-w-0 flex-col rounded-[26px_26px_26px_9px] border bg-surface p-6 shadow-1 md:pt-8">
      <h2 className="text-[clamp(24px,2.4vw,32px)]">{words.title}</h2>
      <p className="mt-2 text-[15px] text-ink-2">{words.lead}</p>
      <p className="mt-4 flex flex-wrap items-center gap-2.5">
        <Sigil id={words.agent.id} size={34} />
        <b className="text-[14.5px] font-[650]">{words.agent.name}</b>
        <IdChip id={words.agent.id} />
      </p>
      <SnippetTabs className="mt-4 flex-1" label={words.tabs} target={{ origin: location.origin, agentId: words.agent.id, input: INPUT }} />
    </div>
  );
}
