import { create } from "zustand";

interface Shell {
  paletteOpen: boolean;
  setPalette: (open: boolean) => void;
}

export const useShell = create<Shell>((set) => ({
  paletteOpen: false,
  setPalette: (paletteOpen) => set({ paletteOpen }),
}));
