import { Problem } from "@/api/problem";
import { wordsFor } from "@/strings/common";

/** What the hub said against a form as a whole. */
export function FormFault({ error, known = [] }: { error: unknown; known?: readonly string[] }) {
  if (!error) return null;
  const problem = error instanceof Problem ? error : null;
  if (problem && known.some((name) => problem.faults[name])) return null;
  const words = wordsFor(problem?.code ?? "", problem?.detail);
  return <p role="alert" className="line-in rounded-[12px_12px_12px_4px] bg-ember-wash px-3.5 py-2.5 text-[14px] text-ember-text">{words.detail}</p>;
}
