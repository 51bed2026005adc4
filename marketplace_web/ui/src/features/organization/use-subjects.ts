import { useQuery } from "@tanstack/react-query";
import { keysQuery } from "@/api/account";
import type { Budget } from "@/api/organization";
import { teamOf, useSession } from "@/api/session";
import { useAgentNames } from "@/components/agent-names";
import { short, useNames } from "./use-names";

/** The name of what a budget is for. */
export function useSubjects(): (budget: Pick<Budget, "scope" | "scope_id">) => string {
  const me = useSession();
  const { data: keys } = useQuery(keysQuery);
  const person = useNames();
  const agent = useAgentNames();
  return ({ scope, scope_id: id }) => {
    if (scope === "organization") return me ? (teamOf(me) ?? "") : "";
    if (scope === "user") return person(id);
    if (scope === "agent") return agent(id);
    return keys?.find((key) => key.id === id)?.name ?? short(id);
  };
}
