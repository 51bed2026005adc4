import { useQuery } from "@tanstack/react-query";
import { profileQuery } from "@/api/billing";
import { methodsQuery, processorsQuery } from "@/api/buying";

/** Whether all is there that a checkout is made of: it comes at once, so that no button moves under a finger. */
export function useWaysKnown(enabled: boolean): boolean {
  const asked = [useQuery({ ...processorsQuery, enabled }), useQuery({ ...methodsQuery, enabled }), useQuery({ ...profileQuery, enabled })];
  return asked.every((one) => !one.isPending);
}
