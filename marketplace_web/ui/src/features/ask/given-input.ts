import type { FileRef } from "@/api/files";
import { LAELIA } from "./use-chosen";

/** A goal and its files as an input: Laelia has a place for the material, others read it with the words. */
export function givenInput(agentId: string, goal: string, refs: readonly FileRef[]): unknown {
  if (refs.length === 0) return goal;
  if (agentId === LAELIA) return { text: goal, material: [...refs] };
  return { text: goal ? [goal, ...refs] : [...refs] };
}
