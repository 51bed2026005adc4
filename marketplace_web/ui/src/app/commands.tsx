import { lazy, Suspense, useEffect } from "react";
import { useShell } from "./state";

const loadPalette = () => import("./palette");
const Palette = lazy(loadPalette);

const LOADS_AFTER_MS = 1200;

/** The command palette, by its key or by whatever opens it. */
export function Commands() {
  const { paletteOpen, setPalette } = useShell();
  // There before it is asked for: what is typed at once is typed into it.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), LOADS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPalette(true);
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [setPalette]);
  return paletteOpen ? <Suspense><Palette /></Suspense> : null;
}
