import type { Invitation } from "@/api/organization";

export type InvitationState = "open" | "accepted" | "revoked" | "expired";

export function stateOf(one: Pick<Invitation, "accepted_at" | "revoked_at" | "expires_at">, now = Date.now()): InvitationState {
  if (one.accepted_at) return "accepted";
  if (one.revoked_at) return "revoked";
  return new Date(one.expires_at).getTime() <= now ? "expired" : "open";
}

/** What can still be taken or sent again, and what is over. */
export function parted(list: readonly Invitation[], now = Date.now()): { live: Invitation[]; past: Invitation[] } {
  const live = list.filter((one) => ["open", "expired"].includes(stateOf(one, now)));
  return { live, past: list.filter((one) => !live.includes(one)) };
}

/** Where the person who is invited takes the seat. */
export const linkOf = (token: string, origin = location.origin): string => `${origin}/invitation#token=${token}`;
