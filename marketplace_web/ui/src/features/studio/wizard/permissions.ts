/** What a draft asks for, for the preview: the hub reads the same from the version itself. */
import { wizard } from "@/strings/studio-wizard";
import { listOf, textOf, type Draft } from "./draft";

const words = wizard.data;

export function permissionsOf({ kind, manifest }: Draft): string[] {
  const url = textOf(manifest, "url");
  const remote = (kind === "mcp" || kind === "http") && URL.canParse(url);
  const credential = textOf(manifest, "credential");
  return [
    ...(remote ? [words.network(new URL(url).hostname)] : []),
    ...(credential ? [words.credential(credential)] : []),
    ...(kind === "mcp" ? listOf(manifest, "tools").map(words.tool) : []),
    ...(kind === "prompt" || kind === "graph" ? [words.model] : []),
  ];
}
