import { clsx } from "clsx";
import { sentence } from "@/lib/format";
import { compare, placeName, readable } from "./diff";

interface Props {
  place: string;
  before: unknown;
  after: unknown;
  /** Said where both are nothing that could be read. */
  nothing: string;
}

/** One place that is different: what went is struck through, what came is underlined. */
export function Compared({ place, before, after, nothing }: Props) {
  const pieces = compare(readable(before), readable(after));
  return (
    <p className="max-h-[320px] overflow-y-auto whitespace-pre-wrap break-words px-3.5 py-3 text-[14px] leading-[1.65]" tabIndex={0} role="group" aria-label={placeName(place)}>
      {pieces.length === 0 && <span className="text-ink-3">{nothing}</span>}
      {pieces.map((one, i) => {
        if (one.kind === "same") return <span key={i} className="text-ink-2">{one.text}</span>;
        const Mark = one.kind === "gone" ? "del" : "ins";
        return <Mark key={i} className={clsx("rounded-[4px] px-0.5", one.kind === "gone" ? "bg-ember-wash text-ember-text" : "bg-fern-wash text-fern-text")}>{one.text}</Mark>;
      })}
    </p>
  );
}

/** The same in a frame, with the name of its place above it. */
export function DiffView(given: Props) {
  return (
    <div className="overflow-hidden rounded-[16px_16px_16px_6px] border">
      <div className="border-b bg-surface-2 px-3.5 py-2 text-[13px] font-[600] text-ink-2">{sentence(placeName(given.place))}</div>
      <Compared {...given} />
    </div>
  );
}
