import { clsx } from "clsx";
import { sentence } from "@/lib/format";
import { compare, isCode, marked, placeName, readable, type Piece } from "./diff";

interface Props {
  place: string;
  before: unknown;
  after: unknown;
  /** Said where both are nothing that could be read. */
  nothing: string;
}

/** One place that is different: what went is struck through, what came is underlined. */
export function Compared({ place, before, after, nothing }: Props) {
  const [was, is] = [readable(before), readable(after)];
  const pieces = compare(was, is);
  return (
    <p className={clsx("max-h-[320px] overflow-y-auto whitespace-pre-wrap break-words px-3.5 py-3 leading-[1.65]", isCode(is || was) ? "mono text-[12.5px]" : "text-[14px]")} tabIndex={0} role="group" aria-label={placeName(place)}>
      {pieces.length === 0 && <span className="text-ink-3">{nothing}</span>}
      {pieces.map((one, i) => (one.kind === "same" ? <span key={i} className="text-ink-2">{one.text}</span> : <Changed key={i} {...one} />))}
    </p>
  );
}

function Changed({ kind, text }: Piece) {
  const Mark = kind === "gone" ? "del" : "ins";
  const look = kind === "gone" ? "bg-ember-wash text-ember-text line-through" : "bg-fern-wash text-fern-text underline underline-offset-2";
  return <Mark className="no-underline">{marked(text).map((part, i) => (i % 2 === 1 ? part : part && <span key={i} className={clsx("rounded-[4px] box-decoration-clone px-0.5", look)}>{part}</span>))}</Mark>;
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
