import { create } from "zustand";

export type Theme = "light" | "dark";

const KEY = "laelia-theme";

function shown(): Theme {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
}

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    meta.content = theme === "dark" ? "#120612" : "#ffffff";
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // storage may be closed; the choice then lasts as long as the page
  }
}

interface ThemeState {
  theme: Theme;
  flip: () => void;
}

/** `theme.js` has set the first one before the first paint. */
export const useTheme = create<ThemeState>((set, get) => ({
  theme: shown(),
  flip: () => {
    const theme = get().theme === "dark" ? "light" : "dark";
    const change = () => {
      show(theme);
      set({ theme });
    };
    remember(theme);
    if (document.startViewTransition) document.startViewTransition(change);
    else change();
  },
}));
