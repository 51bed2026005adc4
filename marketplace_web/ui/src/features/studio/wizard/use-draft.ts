import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { changeListing, makeAgent, saveAgent } from "@/api/making";
import { isProblem } from "@/api/problem";
import { sayProblem } from "@/ui/toast";
import { listingOf, manifestOf, type Draft } from "./draft";
import { faultsFrom, faultsOf, type Fault } from "./faults";
import { useDrafts } from "./store";

export type Kept = "here" | "saving" | "saved" | "refused";
const PAUSE_MS = 900;
/** Without these the hub takes no manifest; what comes later may still be open. */
const NEEDED = new Set(["kind", "connect", "describe"]);

export interface Making {
  draft: Draft;
  kept: Kept;
  /** What the hub said of the draft when it was last sent. */
  refused: readonly Fault[];
  change: (patch: Partial<Draft>) => void;
  changeManifest: (patch: Record<string, unknown>) => void;
  /** Sends it now. False where the hub has not taken it. */
  flush: () => Promise<boolean>;
}

/** Keeps a draft at every change: here at once, and at the hub when typing pauses. */
export function useDraft(begun: Draft, onMade: (agentId: string) => void): Making {
  const [key, setKey] = useState(begun.id);
  const draft = useDrafts((state) => state.drafts[key]) ?? begun;
  const latest = useRef(draft);
  latest.current = draft;
  const [kept, setKept] = useState<Kept>(begun.agentId ? "saved" : "here");
  const [refused, setRefused] = useState<readonly Fault[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const chain = useRef<Promise<boolean>>(Promise.resolve(true));
  const client = useQueryClient();

  const save = useCallback(async (): Promise<boolean> => {
    const sent = latest.current;
    if (faultsOf(sent).some((fault) => NEEDED.has(fault.step))) {
      setKept("here");
      return false;
    }
    setKept("saving");
    try {
      if (sent.agentId) {
        await saveAgent(sent.agentId, manifestOf(sent));
        if (sent.listingId) await changeListing(sent.listingId, listingOf(sent));
      } else {
        const { id } = await makeAgent(manifestOf(sent));
        const made = { ...latest.current, id, agentId: id };
        useDrafts.getState().rename(sent.id, made);
        latest.current = made;
        setKey(id);
        onMade(id);
      }
      setRefused([]);
      setKept("saved");
      for (const name of ["studio", "agent"]) void client.invalidateQueries({ queryKey: [name] });
      return true;
    } catch (error) {
      const known = isProblem(error) && error.status === 422;
      if (known) setRefused(faultsFrom(error));
      else sayProblem(error);
      setKept(known ? "refused" : "here");
      return false;
    }
  }, [client, onMade]);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    // One after the other: a draft must not be made twice.
    chain.current = chain.current.then(save);
    return chain.current;
  }, [save]);

  const change = useCallback((patch: Partial<Draft>) => {
    const next = { ...latest.current, ...patch, changed: Date.now() };
    latest.current = next;
    useDrafts.getState().put(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), PAUSE_MS);
  }, [flush]);

  const changeManifest = useCallback((patch: Record<string, unknown>) => change({ manifest: { ...latest.current.manifest, ...patch } }), [change]);

  useEffect(() => () => clearTimeout(timer.current), []);
  return { draft, kept, refused, change, changeManifest, flush };
}
