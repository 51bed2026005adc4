import { monthOf } from "@/lib/format";

/** `2026-11` in words. */
export const monthName = (month: string): string => monthOf(new Date(`${month}-01T00:00:00Z`));
