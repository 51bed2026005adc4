import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { enabledQuery } from "@/api/catalog";
import { ask } from "@/strings/ask";
import { agents } from "@/strings/agents";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/states";
import { Composer } from "./composer";
import { Conversation } from "./conversation";
import { Inspector } from "./inspector";
import { Threads } from "./threads";
import { useConversation } from "./use-conversation";

const LAELIA = "laelia";

export default function AskPage() {
  const { goal, agent } = useSearch({ strict: false }) as { goal?: string; agent?: string };
  const navigate = useNavigate();
  const talk = useConversation();
  const [agentId, setAgentId] = useState(agent ?? LAELIA);
  const { data: enabled } = useQuery(enabledQuery);
  const given = useRef(false);

  // A goal that came with the address is handed over once, and leaves the address.
  useEffect(() => {
    if (!goal || given.current || !enabled?.length) return;
    given.current = true;
    void talk.ask(agentId, String(goal), String(goal));
    void navigate({ to: "/app/ask", replace: true });
  }, [goal, enabled, agentId, talk, navigate]);

  if (enabled?.length === 0) {
    return (
      <Empty seed="laelia" title={ask.noAgentsTitle} className="petal-card" action={<ButtonLink to="/marketplace" look="primary">{agents.everything}</ButtonLink>}>
        {ask.noAgents}
      </Empty>
    );
  }
  return (
    <div className="grid gap-5 xl:grid-cols-[196px_minmax(0,1fr)_280px] lg:grid-cols-[minmax(0,1fr)_280px]">
      <Threads chosen={talk.threadId} onChoose={talk.begin} />
      <section aria-label={ask.log} className="flex min-h-[calc(100dvh-130px)] min-w-0 flex-col">
        <Conversation talk={talk} agentId={agentId} onSuggest={(text) => void talk.ask(agentId, text, text)} />
        <Composer agents={enabled ?? []} agentId={agentId} onAgent={setAgentId} talk={talk} />
      </section>
      <Inspector state={talk.watched} agentId={talk.turns.at(-1)?.agentId ?? agentId} />
    </div>
  );
}
