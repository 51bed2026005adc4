import { partsOf, type FileRef } from "@/api/files";
import { LAELIA } from "./use-chosen";

/** A goal and its files as an input: Laelia has a place for the material, others read it with the words. */
export function givenInput(agentId: string, goal: string, refs: readonly FileRef[]): unknown {
  if (refs.length === 0) return goal;
  if (agentId === LAELIA) return { text: goal, material: [...refs] };
  return { text: goal ? [goal, ...refs] : [...refs] };
}

/** The words and the files of an input, as `givenInput` or somebody else made it. */
export function saidIn(input: unknown): { words: string; files: string[] } {
  if (typeof input !== "object" || input === null) return partsOf(input);
  const parts = Object.values(input).map(partsOf);
  return { words: partsOf((input as { text?: unknown }).text).words, files: parts.flatMap((part) => part.files) };
}

/** What a form can hold of an input: fields that had files have their words alone. */
export function fieldsOf(input: unknown): Record<string, unknown> {
  if (typeof input !== "object" || input === null) return {};
  return Object.fromEntries(Object.entries(input).map(([name, value]) => {
    const { words, files } = partsOf(value);
    return [name, files.length > 0 ? words : value];
  }));
}
