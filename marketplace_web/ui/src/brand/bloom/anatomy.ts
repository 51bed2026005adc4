/**
 * The orchid's eight blades: three sepals and two wings, on which agents sit, and the lip of three
 * parts in the middle, which is the person. Angles in degrees, lengths in units of the scene.
 */
export interface Blade {
  angle: number;
  length: number;
  width: number;
  /** How it bends across, and along. */
  cup: number;
  arch: number;
  /** Where it is widest, and how round it is. */
  waist: number;
  roundness: number;
  depth: number;
  /** Seconds after the first blade at which it unfolds. */
  after: number;
}

const sepal = { length: 1, width: 0.34, cup: 0.12, waist: 0.86, roundness: 0.78, arch: 0.12, depth: -0.06 };
const wing = { length: 1.16, width: 0.6, cup: 0.16, waist: 0.74, roundness: 0.6, arch: 0.16, depth: 0 };
const lobe = { length: 0.34, width: 0.15, cup: -0.26, waist: 0.9, roundness: 0.7, arch: 0.34, depth: 0.1 };

export const BLADES: readonly Blade[] = [
  { ...sepal, angle: 90, length: 1.06, width: 0.36, cup: 0.1, arch: 0.1, depth: -0.05, after: 0 },
  { ...sepal, angle: 214, after: 0.15 },
  { ...sepal, angle: 326, after: 0.1 },
  { ...wing, angle: 164, after: 0.3 },
  { ...wing, angle: 16, after: 0.38 },
  { ...lobe, angle: 236, after: 0.5 },
  { ...lobe, angle: 304, after: 0.55 },
  { angle: 270, length: 0.56, width: 0.19, cup: 0.22, waist: 0.72, roundness: 0.62, arch: 0.3, depth: 0.13, after: 0.66 },
];

export const LIP = 7;
export const COUNT = BLADES.length;
/** The petals that carry agents, in the order in which they are given work: top, then around. */
export const SEATS = [3, 4, 1, 2, 0] as const;

/** Two vec4 a blade, as the shaders read them. */
export function bladeData(): Float32Array {
  const data = new Float32Array(COUNT * 8);
  BLADES.forEach((b, i) => {
    data.set([(b.angle * Math.PI) / 180, b.length, b.width, b.cup, b.waist, b.roundness, b.arch, b.depth], i * 8);
  });
  return data;
}

const U = 30;
const V = 20;

/** A grid for every blade: (u, v, blade) a vertex. */
export function mesh(): { vertices: Float32Array; indices: Uint16Array } {
  const vertices: number[] = [];
  const indices: number[] = [];
  for (let blade = 0; blade < COUNT; blade++) {
    const first = vertices.length / 3;
    for (let a = 0; a <= U; a++) for (let c = 0; c <= V; c++) vertices.push(a / U, (c / V) * 2 - 1, blade);
    for (let a = 0; a < U; a++) {
      for (let c = 0; c < V; c++) {
        const k = first + a * (V + 1) + c;
        indices.push(k, k + 1, k + V + 1, k + 1, k + V + 2, k + V + 1);
      }
    }
  }
  return { vertices: new Float32Array(vertices), indices: new Uint16Array(indices) };
}

const POLLEN = 150;
const DUSTED = [0, 1, 2, 3, 3, 4, 4, 7] as const;

export const veinsOf = (blade: number): number => (blade > 4 ? 6 : blade > 2 ? 13 : 9);

/** Motes along the veins, and some that drift around: (u, v, blade or -1, seed) a point. */
export function motes(count: number): Float32Array {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const points: number[] = [];
  for (let k = 0; k < count; k++) {
    const blade = DUSTED[Math.floor(random() * DUSTED.length)] ?? 0;
    const veins = veinsOf(blade);
    const onVein = random() < 0.7;
    const across = random() * 2 - 1;
    const v = onVein ? Math.round(across * veins) / veins : across;
    points.push(random() ** 0.6, Math.max(-0.97, Math.min(0.97, v)), blade, random());
  }
  for (let k = 0; k < POLLEN; k++) points.push(0, 0, -1, random());
  return new Float32Array(points);
}

/** A damped spring from 0 to 1, with a little overshoot. */
export function unfold(t: number): number {
  if (t <= 0) return 0;
  return Math.min(1.12, 1 - Math.exp(-4.2 * t) * (Math.cos(5.2 * t) + 0.55 * Math.sin(5.2 * t)));
}
