import type { Minute } from "@/api/console/platform";

const MINUTE = 60_000;

/** Each of the last sixty minutes, also those in which nothing ran; the last is the one under way. */
export function lastHour(minutes: readonly Minute[], now: number): Minute[] {
  const known = new Map(minutes.map((one) => [new Date(one.minute).getTime(), one]));
  const last = Math.floor(now / MINUTE) * MINUTE;
  return Array.from({ length: 60 }, (_, i) => {
    const at = last - (59 - i) * MINUTE;
    return known.get(at) ?? { minute: new Date(at).toISOString(), runs: 0, failed: 0 };
  });
}

/** Runs, failures, and their share in percent; null where nothing ran. */
export function totalOf(minutes: readonly Minute[]): { runs: number; failed: number; share: number | null } {
  const runs = minutes.reduce((sum, one) => sum + one.runs, 0);
  const failed = minutes.reduce((sum, one) => sum + one.failed, 0);
  return { runs, failed, share: runs === 0 ? null : (failed / runs) * 100 };
}
