import { consoleWords } from "@/strings/console";
import { SPANS, type Span } from "./days";

const words = consoleWords.span;

/** Of which days a page tells. */
export function SpanChoice({ value, onChoose }: { value: Span; onChoose: (span: Span) => void }) {
  return (
    <select aria-label={words.label} value={value} onChange={(event) => onChoose(event.target.value as Span)} className="field !h-10 !w-auto !text-[14px]">
      {SPANS.map((span) => <option key={span} value={span}>{words.of[span]}</option>)}
    </select>
  );
}
