import { create } from "zustand";

/** How much of a form is filled in, from 0 to 1: the flower beside it opens with it. */
export const useProgress = create<{ done: number; show: (done: number) => void }>((set) => ({
  done: 0,
  show: (done) => set({ done }),
}));
