import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { enabledQuery } from "@/api/catalog";
import { runQuery, type Run } from "@/api/runs";
import { usePaused } from "@/api/session";
import { ask } from "@/strings/ask";
import { agents } from "@/strings/agents";
import { FileDrop } from "@/components/files/file-drop";
import { useFiles } from "@/components/files/use-files";
import { KeptHere } from "@/components/top-up/lazy";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/states";
import { Composer } from "./composer";
import { Conversation } from "./conversation";
import { Inspector } from "./inspector";
import { Narrow } from "./narrow";
import { Threads } from "./threads";
import { LAELIA, useChosen } from "./use-chosen";
import { useConversation, type Request } from "./use-conversation";

const MOST_FILES = 10;

export default function AskPage() {
  const { goal, agent, run } = useSearch({ strict: false }) as { goal?: string; agent?: string; run?: string };
  const talk = useConversation();
  const [agentId, setAgentId] = useState(agent ?? LAELIA);
  const { data: enabled } = useQuery(enabledQuery);
  const chosen = useChosen(agentId);
  const from = useFrom(run, agentId);
  const [wanted, setWanted] = useState<string | null>(null);
  // Until another is chosen, the model of the run that is used again, where the agent still has it.
  const model = wanted ?? chosen.models.find((one) => one === from?.model) ?? "";
  const chooseAgent = (id: string) => {
    setAgentId(id);
    setWanted(null);
  };
  const files = useFiles({ most: MOST_FILES, images: chosen.images });
  const sendKept = ([request, thread]: [Request, string | null]) => {
    talk.begin(thread);
    void talk.ask(request, thread);
  };
  const paused = usePaused();
  useHandedOver(goal === undefined ? undefined : String(goal), Boolean(enabled?.length) && !paused, (text) => void talk.ask({ agentId, goal: text, input: text }));

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
          {talk.turns.length === 0 && <KeptHere onSend={sendKept} />}
          <Conversation talk={talk} agentId={agentId} onSuggest={(text) => void talk.ask({ agentId, goal: text, input: text })} />
          <Composer agents={enabled ?? []} agentId={agentId} onAgent={chooseAgent} model={model} onModel={setWanted} from={from} talk={talk} chosen={chosen} files={files} />
        </FileDrop>
      </section>
      <Inspector state={talk.watched} agentId={shownAgent} />
    </div>
  );
}

/** A goal that came with the address is handed over once, and leaves the address. */
function useHandedOver(goal: string | undefined, able: boolean, hand: (goal: string) => void) {
  const given = useRef(false);
  const navigate = useNavigate();
  useEffect(() => {
    if (!goal || given.current || !able) return;
    given.current = true;
    hand(goal);
    void navigate({ to: "/app/ask", replace: true });
  }, [goal, able, hand, navigate]);
}

/** The run that is used again, for as long as it is its agent that is asked. */
function useFrom(id: string | undefined, agentId: string): Run | undefined {
  const { data } = useQuery({ ...runQuery(id ?? ""), enabled: Boolean(id) });
  return data?.agent_id === agentId ? data : undefined;
}
