import { clsx } from "clsx";
import { memo, useId, useMemo } from "react";
import { sigilShape } from "./sigil-shape";

interface Props {
  /** The agent's immutable ID: same ID, same flower, everywhere. */
  id: string;
  size?: number;
  tile?: boolean;
  /** Petals open while the agent works. */
  on?: boolean;
  grow?: boolean;
  className?: string;
}

export const Sigil = memo(function Sigil({ id, size = 44, tile = true, on, grow, className }: Props) {
  const gradient = useId();
  const shape = useMemo(() => sigilShape(id), [id]);
  // In shares of the tile: a page may show it smaller where there is less room.
  const inner = tile ? "84%" : "100%";
  const tileStyle = {
    background: `color-mix(in oklab, ${shape.bright} 15%, var(--surface))`,
    boxShadow: `inset 0 0 0 1px color-mix(in oklab, ${shape.bright} 26%, transparent)`,
  };
  return (
    <span
      aria-hidden
      className={clsx("sig inline-grid shrink-0 place-items-center", on && "on", grow && "unfurl", tile && "petal", className)}
      style={{ width: size, height: size, ...(tile ? tileStyle : null) }}
    >
      <svg viewBox="-50 -50 100 100" width={inner} height={inner}>
        <defs>
          <radialGradient id={gradient} gradientUnits="userSpaceOnUse" cx="0" cy="0" r="44">
            <stop offset="0" stopColor={shape.deep} />
            <stop offset=".62" stopColor={shape.bright} />
            <stop offset="1" stopColor={shape.bright} stopOpacity=".72" />
          </radialGradient>
        </defs>
        {shape.petals.map((petal) => (
          <g key={petal.turn} transform={`rotate(${petal.turn})`}>
            <g className="p">
              <path d={petal.path} fill={`url(#${gradient})`} opacity={petal.back ? 0.62 : 0.9} />
              <path d={petal.vein} stroke={shape.deep} strokeOpacity=".35" strokeWidth="1.3" strokeLinecap="round" />
            </g>
          </g>
        ))}
        <path d={shape.lipPath} fill={shape.lip} />
        <circle r="4.2" cy="-1" fill="#fff" fillOpacity=".92" />
      </svg>
    </span>
  );
});
