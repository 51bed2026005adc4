import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { enabledQuery } from "@/api/catalog";
import { ask } from "@/strings/ask";
import { agents } from "@/strings/agents";
import { FileDrop } from "@/components/files/file-drop";
import { useFiles } from "@/components/files/use-files";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/states";
import { Composer } from "./composer";
import { Conversation } from "./conversation";
import { Inspector } from "./inspector";
import { Narrow } from "./narrow";
import { Threads } from "./threads";
import { LAELIA, useChosen } from "./use-chosen";
import { useConversation } from "./use-conversation";

const MOST_FILES = 10;

export default function AskPage() {
  const { goal, agent } = useSearch({ strict: false }) as { goal?: string; agent?: string };
  const navigate = useNavigate();
  const talk = useConversation();
  const [agentId, setAgentId] = useState(agent ?? LAELIA);
  const { data: enabled } = useQuery(enabledQuery);
  const chosen = useChosen(agentId);
  const files = useFiles({ most: MOST_FILES, images: chosen.images });
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
  const shownAgent = talk.turns.at(-1)?.agentId ?? agentId;
  return (
    <div className="grid gap-5 xl:grid-cols-[196px_minmax(0,1fr)_280px] lg:grid-cols-[minmax(0,1fr)_280px]">
      <Threads chosen={talk.threadId} onChoose={talk.begin} />
      <section aria-label={ask.log} className="min-w-0">
        <Narrow state={talk.watched} agentId={shownAgent} threadId={talk.threadId} onThread={talk.begin} />
        <FileDrop files={files} off={!chosen.wordsDo} className="flex min-h-[calc(100dvh-130px)] flex-col rounded-[24px_24px_24px_8px]">
          <Conversation talk={talk} agentId={agentId} onSuggest={(text) => void talk.ask(agentId, text, text)} />
          <Composer agents={enabled ?? []} agentId={agentId} onAgent={setAgentId} talk={talk} chosen={chosen} files={files} />
        </FileDrop>
      </section>
      <Inspector state={talk.watched} agentId={shownAgent} />
    </div>
  );
}
