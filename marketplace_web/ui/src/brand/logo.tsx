import { petal } from "./petals";

/** The same in every language. */
const NAME = "Laelia";
const SEPAL = petal(44, 12, 0.4);
const WING = petal(46, 23, 0.4);

export function Logo({ size = 26, word = true }: { size?: number; word?: boolean }) {
  return (
    <span className="flex items-center gap-2">
      <svg viewBox="-50 -56 100 100" width={size} height={size} aria-hidden>
        {[0, 132, -132].map((turn) => (
          <path key={turn} d={SEPAL} transform={`rotate(${turn})`} fill="var(--orchid-400)" />
        ))}
        {[74, -74].map((turn) => (
          <path key={turn} d={WING} transform={`rotate(${turn})`} fill="#98177e" />
        ))}
        <path d="M0 -2C10 4 8 20 0 26C-8 20 -10 4 0 -2Z" fill="#fea91e" />
        <circle r="5" fill="#fff" />
      </svg>
      {word && <span className="display text-[21px] font-[620] tracking-[-.045em]">{NAME}</span>}
    </span>
  );
}
