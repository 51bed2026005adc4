import { Link } from "@tanstack/react-router";
import { pieces, type Piece } from "@/lib/inline";

/** Pages of the hub itself: the browser goes there, not the router. */
const OF_THE_HUB = /^\/(docs\/|openapi\.json|status|schemas\/|\.well-known\/)/;

export function Inline({ text }: { text: string }) {
  return pieces(text).map((piece, i) => <One key={i} piece={piece} />);
}

function One({ piece }: { piece: Piece }) {
  if (piece.kind === "plain") return piece.text;
  if (piece.kind === "code") return <code className="mono rounded-[6px] box-decoration-clone bg-surface-2 px-1 py-0.5 text-[.88em] text-ink [overflow-wrap:anywhere]">{piece.text}</code>;
  if (!piece.to.startsWith("/") || OF_THE_HUB.test(piece.to)) return <a className="link" href={piece.to}>{piece.text}</a>;
  const [path, hash] = piece.to.split("#");
  return <Link className="link" to={path} hash={hash}>{piece.text}</Link>;
}
