/** One petal from the middle upwards, as an SVG path. `k` is how narrow it begins. */
export function petal(length: number, width: number, k: number): string {
  const l = round(-length);
  const out = round(width * 1.5);
  const tip = round(width * 1.35);
  const low = round(-length * k * 0.5);
  const high = round(-length * 0.98);
  return `M0 0C${out} ${low} ${tip} ${high} 0 ${l}C${-tip} ${high} ${-out} ${low} 0 0Z`;
}

export const round = (value: number): number => Math.round(value * 100) / 100;
