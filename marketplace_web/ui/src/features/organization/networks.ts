/** Whether an address is in a network, as far as a page must know it: the hub decides. */

/** Bits of an address, most significant first; null where it is none. */
function bitsOf(address: string): number[] | null {
  const parts = address.includes(":") ? sixOf(address) : fourOf(address);
  if (!parts) return null;
  const width = address.includes(":") ? 16 : 8;
  return parts.flatMap((part) => Array.from({ length: width }, (_, i) => (part >> (width - 1 - i)) & 1));
}

function fourOf(address: string): number[] | null {
  const parts = address.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return null;
  return parts.map(Number);
}

const read = (text: string): string[] => (text ? text.split(":") : []);

function sixOf(address: string): number[] | null {
  const [head = "", tail, more] = address.split("::");
  if (more !== undefined) return null;
  const before = read(head);
  const after = read(tail ?? "");
  const gap = 8 - before.length - after.length;
  if (tail === undefined ? gap !== 0 : gap < 1) return null;
  const parts = [...before, ...Array.from({ length: tail === undefined ? 0 : gap }, () => "0"), ...after];
  if (parts.some((part) => !/^[0-9a-f]{1,4}$/i.test(part))) return null;
  return parts.map((part) => Number.parseInt(part, 16));
}

function networkOf(text: string): { bits: number[]; size: number } | null {
  const [address = "", mask] = text.trim().split("/");
  const bits = bitsOf(address);
  if (!bits || (mask !== undefined && !/^\d{1,3}$/.test(mask))) return null;
  const size = mask === undefined ? bits.length : Number(mask);
  return size <= bits.length ? { bits, size } : null;
}

export const isNetwork = (text: string): boolean => networkOf(text) !== null;

/** `address` may itself be a network, as the hub shows an IPv6 subscriber's: it must lie within. */
export function within(address: string, networks: readonly string[]): boolean {
  const own = networkOf(address);
  if (!own) return false;
  return networks.some((text) => {
    const network = networkOf(text);
    return network !== null && network.bits.length === own.bits.length && network.size <= own.size && network.bits.slice(0, network.size).every((bit, i) => bit === own.bits[i]);
  });
}
