/** Days as a field of type `date` holds them, and moments as the hub writes them. */

/** The end of a day that was chosen; null where none was. */
export const endOf = (day: FormDataEntryValue | null): string | null => (day ? new Date(`${String(day)}T23:59:59Z`).toISOString() : null);

/** The day of a moment, for a field; empty where there is none. */
export const dayOf = (moment: string | null): string => moment?.slice(0, 10) ?? "";

/** The first day that an end can be on. */
export const today = (now = Date.now()): string => new Date(now).toISOString().slice(0, 10);
