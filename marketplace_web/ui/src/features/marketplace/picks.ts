import { create } from "zustand";
import type { Shown } from "@/api/shown";

const MOST = 3;

interface Picks {
  picked: Shown[];
  toggle: (agent: Shown) => void;
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
