import { fraction, hash } from "@/lib/hash";
import { petal, round } from "./petals";

/** Deep, bright and lip of each family of flowers. */
const FAMILIES = [
  ["#98177e", "#df3cbb", "#fea91e"],
  ["#5f3add", "#9a82ff", "#f478d4"],
  ["#007a68", "#35c3ab", "#fea91e"],
  ["#c8320c", "#ff8a62", "#98177e"],
  ["#c27400", "#ffbd4d", "#98177e"],
  ["#0f6fb5", "#6bb8f2", "#df3cbb"],
] as const;

/** Chosen so that the agents of every hub, which stand together so often, have all the colors. */
const SALT = ":2062";

export interface SigilShape {
  deep: string;
  bright: string;
  lip: string;
  petals: { turn: number; path: string; vein: string; back: boolean }[];
  lipPath: string;
}

/** The flower of an ID. `laelia` itself is the brand's own. */
export function sigilShape(id: string): SigilShape {
  const h = hash(id);
  const family = id === "laelia" ? 0 : hash(`${id}${SALT}`) % FAMILIES.length;
  const [deep, bright, lip] = FAMILIES[family] ?? FAMILIES[0];
  const wide = 15 + fraction(h, 0) * 8;
  const long = 37 + fraction(h, 1) * 7;
  const thin = 9 + fraction(h, 2) * 6;
  const tall = 35 + fraction(h, 3) * 9;
  const tilt = 6 + fraction(h, 4) * 26;
  const low = 116 + fraction(h, 5) * 30;
  const drop = 14 + fraction(h, 6) * 8;
  const all: [turn: number, length: number, width: number, k: number][] = [
    [0, tall, thin, 0.5],
    [low, tall * 0.95, thin, 0.5],
    [-low, tall * 0.95, thin, 0.5],
    [90 - tilt, long, wide, 0.35],
    [tilt - 90, long, wide, 0.35],
  ];
  return {
    deep, bright, lip,
    petals: all.map(([turn, length, width, k], i) => ({
      turn: round(turn), path: petal(length, width, k), vein: `M0 -6L0 ${round(-length * 0.72)}`, back: i < 3,
    })),
    lipPath: `M0 -3C9 2 8 ${round(drop)} 0 ${round(drop + 5)}C-8 ${round(drop)} -9 2 0 -3Z`,
  };
}
