import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { enabledQuery } from "@/api/catalog";
import { agentSearchQuery, membersQuery } from "@/api/organization";

/** The name of a member for places that know only the ID; a short ID for whoever has left. */
export function useNames(): (id: string) => string {
  const { data } = useQuery(membersQuery);
  return useMemo(() => {
    const names = new Map(data?.map((member) => [member.user_id, member.name || member.email]));
    // Of nobody is it known yet: an ID that becomes a name would move what is beside it.
    return (id: string) => names.get(id) ?? (data ? short(id) : "…");
  }, [data]);
}

export const short = (id: string): string => (id.length > 16 ? `${id.slice(0, 9)}…${id.slice(-4)}` : id);

/** What a person or an agent is called; null where that is not known here. */
export function useKnownNames(): (id: string) => string | null {
  const { data: people } = useQuery(membersQuery);
  const { data: enabled } = useQuery(enabledQuery);
  const { data: seen } = useQuery(agentSearchQuery(""));
  return useMemo(() => {
    const names = new Map([...(seen ?? []), ...(enabled ?? [])].map((agent) => [agent.id, agent.name]));
    for (const one of people ?? []) names.set(one.user_id, one.name || one.email);
    return (id: string) => names.get(id) ?? null;
  }, [people, enabled, seen]);
}
