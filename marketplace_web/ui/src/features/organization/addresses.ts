/** Addresses out of whatever somebody pasted: a list, a table, or `Ana Lima <ana@studio.example>`. */
export function addressesIn(text: string): { good: string[]; bad: string[] } {
  const good = new Set<string>();
  const bad = new Set<string>();
  for (const line of text.split(/[\n,;]+/)) {
    const inside = [...line.matchAll(/<([^<>\s]+)>/g)].map((found) => found[1] ?? "");
    for (const word of inside.length > 0 ? inside : line.split(/\s+/)) {
      const address = word.replace(/^[("']+|[)"'.]+$/g, "").replace(/^mailto:/i, "").toLowerCase();
      if (address) (isAddress(address) ? good : bad).add(address);
    }
  }
  return { good: [...good], bad: [...bad] };
}

/** As far as a page can tell; the hub looks closer. */
export const isAddress = (word: string): boolean => /^[^\s@<>()]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/.test(word);
