/**
 * A text to read, as data. In `text` and its like, `code` stands between backticks, and a link is
 * `[words](/address)`. In code, `{origin}`, `{agent}` and `{slug}` are filled in by the page.
 */
export type Block =
  | { kind: "text"; text: string }
  | { kind: "list"; items: readonly string[] }
  | { kind: "steps"; items: readonly (readonly [title: string, text: string])[] }
  | { kind: "terms"; label: string; rows: readonly (readonly [term: string, text: string])[] }
  | { kind: "code"; label: string; code: string }
  | { kind: "note"; text: string }
  | { kind: "part"; name: string };

export interface Section {
  id: string;
  title: string;
  blocks: readonly Block[];
}

export interface Chapter {
  id: string;
  title: string;
  lead: string;
  sections: readonly Section[];
}

export const reading = {
  contents: "On this page",
  linkTo: (title: string) => `Link to “${title}”`,
} as const;
