import { encode } from "uqr";

const MARGIN = 2;

/** A QR code as one path: nothing of it is HTML. Always dark on white, as cameras want it. */
export default function Qr({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 0 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : ""))).join("");
  const whole = size + MARGIN * 2;
  return (
    <svg viewBox={`0 0 ${whole} ${whole}`} role="img" aria-label={label} className="mx-auto size-[200px] rounded-[14px] bg-white" shapeRendering="crispEdges">
      <path d={path} fill="#210f22" />
    </svg>
  );
}
