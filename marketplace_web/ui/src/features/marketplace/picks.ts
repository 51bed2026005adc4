import { create } from "zustand";
import type { AgentCard } from "@/api/catalog";

const MOST = 3;

interface Picks {
  picked: AgentCard[];
  toggle: (agent: AgentCard) => void;
  clear: () => void;
}

/** Agents laid aside for a comparison, the last three of them. */
export const usePicks = create<Picks>((set) => ({
  picked: [],
  toggle: (agent) =>
    set(({ picked }) => ({
      picked: picked.some((one) => one.id === agent.id) ? picked.filter((one) => one.id !== agent.id) : [...picked, agent].slice(-MOST),
    })),
  clear: () => set({ picked: [] }),
}));
