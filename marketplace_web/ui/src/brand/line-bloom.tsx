import { round } from "./petals";

/** Turn, length, half-width and number of veins. */
const PETALS: [turn: number, length: number, width: number, veins: number][] = [
  [0, 92, 30, 9],
  [128, 88, 28, 9],
  [-128, 88, 28, 9],
  [75, 100, 58, 15],
  [-75, 100, 58, 15],
];

function vein(length: number, width: number, side: number): string {
  const edge = Math.abs(side);
  return `M${round(side * 2)} -3C${round(side * width * 1.15)} ${round(-length * 0.3)} ${round(side * width * 1.3)} ${round(-length * (0.94 - edge * 0.06))} 0 ${-length}`;
}

const spread = (n: number): number[] => Array.from({ length: n }, (_, i) => (i / (n - 1)) * 2 - 1);

/** The orchid as veins only: an ornament, in the color of the text around it. */
export function LineBloom({ size, className }: { size: number; className?: string }) {
  return (
    <svg viewBox="-110 -104 220 196" width={size} height={size * 0.89} className={className} fill="none" stroke="currentColor" aria-hidden>
      {PETALS.map(([turn, length, width, veins]) => (
        <g key={turn} transform={`rotate(${turn})`}>
          {spread(veins).map((side) => (
            <path key={side} pathLength={1} d={vein(length, width, side)} strokeOpacity={Math.abs(side) > 0.98 ? 0.95 : 0.42} strokeWidth={Math.abs(side) > 0.98 ? 0.8 : 0.5} />
          ))}
        </g>
      ))}
      {spread(7).map((side) => (
        <path key={side} pathLength={1} d={`M0 0C${round(side * 20)} 8 ${round(side * 19)} 30 ${round(side * 2)} 48`} stroke="#fea91e" strokeOpacity=".85" strokeWidth=".8" />
      ))}
    </svg>
  );
}
