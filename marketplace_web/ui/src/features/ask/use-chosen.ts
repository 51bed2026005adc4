import { useQuery } from "@tanstack/react-query";
import { agentQuery, detailQuery, type Agent } from "@/api/catalog";
import { planOf } from "@/components/schema-input";

export const LAELIA = "laelia";

interface Chosen {
  agent: Agent | undefined;
  /** The models that it may be asked to answer by. */
  models: readonly string[];
  /** Whether words are all that it asks for; else it has a form. */
  wordsDo: boolean;
  /** Whether it can be shown pictures. */
  images: boolean;
}

/** Who answers, and what it takes. */
export function useChosen(agentId: string): Chosen {
  const { data: agent } = useQuery({ ...agentQuery(agentId), enabled: agentId !== LAELIA });
  const { data: detail } = useQuery(detailQuery(agentId, true));
  const plan = planOf(agent?.input_schema);
  const wordsDo = agentId === LAELIA || !agent || (plan.length === 1 && plan[0]?.name === "text");
  return { agent, models: detail?.models ?? [], wordsDo, images: agent?.kind === "prompt" };
}
