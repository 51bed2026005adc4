/** FNV-1a over UTF-16 units: the same text gives the same number, here and forever. */
export function hash(text: string): number {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619);
  // FNV's low bits of similar texts are alike; a final mix spreads them over all.
  value = Math.imul(value ^ (value >>> 16), 2246822507);
  value = Math.imul(value ^ (value >>> 13), 3266489909);
  return (value ^ (value >>> 16)) >>> 0;
}

/** The nth four bits, from 0 to 1. */
export function fraction(value: number, n: number): number {
  return ((value >>> (n * 4)) & 15) / 15;
}
