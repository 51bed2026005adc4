import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { openThread } from "@/api/threads";
import { IDLE, type RunState } from "@/components/run/run-state";
import { useRun } from "@/components/run/use-run";
import { sayProblem } from "@/ui/toast";

export interface Turn {
  id: string;
  agentId: string;
  goal: string;
  /** The files that it was asked with. */
  files: readonly string[];
  /** How it ended; null for the one that is under way. */
  ended: RunState | null;
}

const TITLE = 80;

/** Turns of one conversation, each a run, the last of which may be under way. */
export function useConversation() {
  const run = useRun();
  const client = useQueryClient();
  const [turns, setTurns] = useState<Turn[]>([]);
  const [threadId, setThreadId] = useState<string | null>(null);

  const ask = useCallback(async (agentId: string, goal: string, input: unknown, files: readonly string[] = []) => {
    const id = crypto.randomUUID();
    setTurns((before) => [...before, { id, agentId, goal, files, ended: null }]);
    let sessionId = threadId;
    try {
      sessionId ??= (await openThread(agentId, goal.slice(0, TITLE))).id;
      setThreadId(sessionId);
    } catch (error) {
      sayProblem(error);
      setTurns((before) => before.filter((turn) => turn.id !== id));
      return;
    }
    const ended = await run.start({ agentId, input, sessionId });
    setTurns((before) => before.map((turn) => (turn.id === id ? { ...turn, ended } : turn)));
    void client.invalidateQueries({ queryKey: ["threads"] });
  }, [run, client, threadId]);

  const begin = useCallback((thread: string | null) => {
    run.stop();
    run.clear();
    setTurns([]);
    setThreadId(thread);
  }, [run]);

  const latest = turns.at(-1);
  const watched: RunState = latest ? (latest.ended ?? run.state) : IDLE;
  const working = latest !== undefined && latest.ended === null;
  return { turns, threadId, watched, live: run.state, working, ask, begin, stop: run.stop };
}
