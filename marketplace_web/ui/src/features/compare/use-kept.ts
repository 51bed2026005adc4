import { useState } from "react";

/** A text that outlives the page, for as long as its tab is open. */
export function useKept(name: string): [text: string, set: (text: string) => void] {
  const [text, setText] = useState(() => read(name));
  const set = (next: string) => {
    setText(next);
    try {
      sessionStorage.setItem(name, next);
    } catch {
      // storage may be closed, or full: then the page alone holds it
    }
  };
  return [text, set];
}

function read(name: string): string {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}
