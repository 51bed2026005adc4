import { create } from "zustand";

export type Theme = "light" | "dark";

const NAME = "laelia-theme";
const A_YEAR_S = 365 * 86_400;

function shown(): Theme {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
}

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    meta.content = theme === "dark" ? "#120612" : "#ffffff";
  }
}

/** In a cookie, so that the hub's own pages follow it, too: some of them run no script. */
function remember(theme: Theme): void {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${NAME}=${theme}; path=/; max-age=${A_YEAR_S}; samesite=lax${secure}`;
}

// Some browsers forget after a week what no page has said anew.
if (document.cookie.includes(`${NAME}=`)) remember(shown());

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
