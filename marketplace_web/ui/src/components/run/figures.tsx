import { credits, duration, whole } from "@/lib/format";
import { ask } from "@/strings/ask";
import { Ticker } from "@/ui/ticker";
import { creditsSoFar, tokensSoFar, type RunState } from "./run-state";
import { useNow } from "./use-now";

export function RunFigures({ state }: { state: RunState }) {
  const now = useNow(state.began !== null && state.ended === null);
  const elapsed = state.began === null ? 0 : (state.ended ?? now) - state.began;
  const cost = creditsSoFar(state);
  const tokens = tokensSoFar(state);
  const rows: [string, string][] = [
    [ask.figures.credits, cost === null ? "–" : credits(cost)],
    [ask.figures.time, elapsed > 0 ? duration(elapsed) : "–"],
    [ask.figures.tokens, tokens ? ask.tokens(whole(tokens.input_tokens), whole(tokens.output_tokens)) : "–"],
    [ask.figures.model, state.run?.model ?? "–"],
  ];
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)] gap-2.5 text-[13.5px]">
      {rows.map(([label, value], i) => (
        <div key={label} className="flex items-baseline justify-between gap-3">
          <dt className="shrink-0 text-ink-3">{label}</dt>
          <dd className={i === 3 ? "mono min-w-0 truncate text-[12.5px]" : "num font-[600]"} title={value}>{i === 0 ? <Ticker value={value} /> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
