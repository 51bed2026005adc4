import { clsx } from "clsx";
import { RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { Problem } from "@/api/problem";
import { Sigil } from "@/brand/sigil";
import { common, wordsFor } from "@/strings/common";
import { Button } from "./button";

/** What this place will hold, and the one thing to do next. */
export function Empty({ seed, title, children, action, className }: { seed: string; title: string; children: ReactNode; action?: ReactNode; className?: string }) {
  return (
    <div className={clsx("grid place-items-center gap-3 px-6 py-14 text-center", className)}>
      <Sigil id={seed} size={68} grow />
      <h3 className="text-[21px]">{title}</h3>
      <p className="max-w-[46ch] text-[14.5px] text-ink-2">{children}</p>
      {action && <div className="mt-2 flex flex-wrap justify-center gap-2 max-sm:has-[>:nth-child(3)]:grid">{action}</div>}
    </div>
  );
}

/** What failed and what can be done; the trace ID is for whoever helps. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = error instanceof Problem ? error : null;
  const words = wordsFor(problem?.code ?? "", problem?.detail);
  return (
    <div role="alert" className="grid place-items-center gap-2 px-6 py-12 text-center">
      <h3 className="text-[20px]">{words.title}</h3>
      <p className="max-w-[48ch] text-[14.5px] text-ink-2">{words.detail}</p>
      {problem?.requestId && <p className="mono text-[12px] text-ink-3">{common.trace(problem.requestId)}</p>}
      {retry && <Button className="mt-2" onClick={retry}><RotateCcw size={15} />{common.retry}</Button>}
    </div>
  );
}

/** Shaped like what is coming; shown only if that takes a moment. */
export function Skeletons({ count, className, each }: { count: number; className?: string; each: string }) {
  return (
    <div className={className} role="status" aria-label={common.loading}>
      {Array.from({ length: count }, (_, i) => <span key={i} className={clsx("skeleton block", each)} />)}
    </div>
  );
}
