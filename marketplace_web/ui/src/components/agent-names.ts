import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { enabledQuery } from "@/api/catalog";

/** The name of an agent for places that know only its ID; a short ID where it is not enabled any more, dots until it is known. */
export function useAgentNames(): (id: string) => string {
  const { data, isLoading } = useQuery(enabledQuery);
  return useMemo(() => {
    const names = new Map(data?.map((agent) => [agent.id, agent.name]));
    return (id: string) => (id === "laelia" ? "Laelia" : (names.get(id) ?? (isLoading ? "…" : `${id.slice(0, 9)}…${id.slice(-4)}`)));
  }, [data, isLoading]);
}
