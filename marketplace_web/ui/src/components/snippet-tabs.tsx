import { clsx } from "clsx";
import { useId, useState, type KeyboardEvent } from "react";
import { snippets, type Target } from "@/lib/snippets";
import { CodeBlock } from "@/ui/copy";

/** The ways to call one agent, as code in a dark panel. */
export function SnippetTabs({ target, label, className }: { target: Target; label: string; className?: string }) {
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const ways = snippets(target);
  const way = ways[chosen] ?? ways[0];
  const step = (event: KeyboardEvent) => {
    const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!move) return;
    const next = (chosen + move + ways.length) % ways.length;
    setChosen(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <div className={clsx("overflow-hidden rounded-[18px_18px_18px_6px] border border-transparent bg-code dark:border-line", className)}>
      <div role="tablist" tabIndex={-1} aria-label={label} onKeyDown={step} className="scroll-x flex gap-1 border-b border-white/10 p-2">
        {ways.map((one, i) => (
          <button key={one.value} id={`${id}-${i}`} type="button" role="tab" aria-selected={i === chosen} aria-controls={`${id}-panel`} tabIndex={i === chosen ? 0 : -1} onClick={() => setChosen(i)} className={clsx("h-8 shrink-0 rounded-[10px] px-3 text-[13px] font-[600] transition-colors", i === chosen ? "bg-white/15 text-white" : "text-[#d9c6d8] hover:text-white")}>
            {one.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`}>
        {way && <CodeBlock code={way.code} label={way.label} className="!rounded-none !border-0" />}
      </div>
    </div>
  );
}
