import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { openThread } from "@/api/threads";
import { IDLE, type RunState } from "@/components/run/run-state";
import { useRun } from "@/components/run/use-run";
import { sayProblem } from "@/ui/toast";

/** What is asked: in one line as the conversation shows it, and as the input that the agent is given. */
export interface Request {
  agentId: string;
  goal: string;
  input: unknown;
  /** The files that it is asked with. */
  files?: readonly string[];
  /** Without one, the usual model answers. */
  model?: string;
}

export interface Turn extends Request {
  id: string;
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
  // Whether it was begun before, and has messages that are no turns of this page.
  const [resumed, setResumed] = useState(false);

  const ask = useCallback(async (request: Request, thread = threadId) => {
    const id = crypto.randomUUID();
    setTurns((before) => [...before, { ...request, id, ended: null }]);
    let sessionId = thread;
    try {
      sessionId ??= (await openThread(request.agentId, request.goal.slice(0, TITLE))).id;
      setThreadId(sessionId);
    } catch (error) {
      sayProblem(error);
      setTurns((before) => before.filter((turn) => turn.id !== id));
      return;
    }
    const ended = await run.start({ agentId: request.agentId, input: request.input, model: request.model, sessionId });
    setTurns((before) => before.map((turn) => (turn.id === id ? { ...turn, ended } : turn)));
    void client.invalidateQueries({ queryKey: ["threads"] });
  }, [run, client, threadId]);

  const begin = useCallback((thread: string | null) => {
    run.stop();
    run.clear();
    setTurns([]);
    setThreadId(thread);
    setResumed(thread !== null);
  }, [run]);

  const latest = turns.at(-1);
  const watched: RunState = latest ? (latest.ended ?? run.state) : IDLE;
  const working = latest !== undefined && latest.ended === null;
  const runIds = new Set(turns.map((turn) => (turn.ended ?? run.state).runId));
  return { turns, threadId, resumed, runIds, watched, live: run.state, working, ask, begin, stop: run.stop };
}
