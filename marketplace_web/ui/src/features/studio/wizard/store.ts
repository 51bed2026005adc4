/** Drafts in this browser: kept at every change, so that nothing typed is lost with a tab. */
import { create } from "zustand";
import type { Draft } from "./draft";

const KEY = "laelia-studio-drafts";

function kept(): Record<string, Draft> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, Draft>;
  } catch {
    return {};
  }
}

function keep(drafts: Record<string, Draft>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(drafts));
  } catch {
    // storage may be closed or full; the draft then lives as long as the page
  }
}

interface Drafts {
  drafts: Record<string, Draft>;
  put: (draft: Draft) => void;
  /** The hub keeps it from now on, under the agent's ID. */
  rename: (from: string, draft: Draft) => void;
  drop: (id: string) => void;
}

export const useDrafts = create<Drafts>((set, get) => {
  const change = (drafts: Record<string, Draft>) => {
    keep(drafts);
    set({ drafts });
  };
  return {
    drafts: kept(),
    put: (draft) => change({ ...get().drafts, [draft.id]: draft }),
    rename: (from, draft) => {
      const { [from]: _gone, ...rest } = get().drafts;
      change({ ...rest, [draft.id]: draft });
    },
    drop: (id) => {
      const { [id]: _gone, ...rest } = get().drafts;
      change(rest);
    },
  };
});
