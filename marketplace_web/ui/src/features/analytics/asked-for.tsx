import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { outcomesQuery, type Asked } from "@/api/outcomes";
import { useAgentNames } from "@/components/agent-names";
import { Choice, useWanted } from "@/components/filters";
import { analytics as words } from "@/strings/analytics";

const PERIODS = [7, 30, 90] as const;
const USUAL = 30;

type Ask = (part: Partial<Asked>) => void;

/** What is looked at, as the page's address says it; a period that is not offered is the usual one. */
export function useAsked(): [Asked, Ask] {
  const [{ days, agent, model }, want] = useWanted<{ days?: string | number; agent?: string; model?: string }>();
  return [{ days: PERIODS.find((period) => period === Number(days)) ?? USUAL, agent, model }, want];
}

/** Only what ran in the period is offered: of an agent the models that it ran on, and the other way round. */
export function AskedFor({ asked, ask, children }: { asked: Asked; ask: Ask; children: ReactNode }) {
  const { data } = useQuery(outcomesQuery("agent_model", { days: asked.days }));
  const name = useAgentNames();
  const groups = data?.data ?? [];
  const agents = offered(asked.agent, groups.filter((group) => !asked.model || group.model === asked.model).map((group) => group.agent_id));
  const models = offered(asked.model, groups.filter((group) => !asked.agent || group.agent_id === asked.agent).map((group) => group.model));
  // As wide as ever, whatever there is to choose.
  return (
    <div className="flex grow flex-wrap gap-2 [&_select]:!w-[calc(50%-4px)] sm:[&_select]:!w-[168px]">
      <Choice label={words.anyAgent} value={asked.agent} options={agents.map((id) => ({ value: id, label: name(id) }))} onChoose={(agent) => ask({ agent })} />
      <Choice label={words.anyModel} value={asked.model} options={models.map((model) => ({ value: model, label: model }))} onChoose={(model) => ask({ model })} />
      <select aria-label={words.period} value={asked.days} onChange={(event) => ask({ days: Number(event.target.value) })} className="field !h-10 !w-auto !text-[14px]">
        {PERIODS.map((period) => <option key={period} value={period}>{words.days(period)}</option>)}
      </select>
      {children}
    </div>
  );
}

/** What is chosen is offered even where it did not run, so that it can be seen and left. */
const offered = (chosen: string | undefined, known: readonly (string | null | undefined)[]): string[] => [...new Set([chosen, ...known])].filter((one): one is string => Boolean(one)).toSorted();
