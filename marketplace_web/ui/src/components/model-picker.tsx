import { clsx } from "clsx";
import type { Detail } from "@/api/shown";
import { credits, listed } from "@/lib/format";
import { agentPage } from "@/strings/agent-page";
import { agents } from "@/strings/agents";
import { useModelOutcomes, type OfModel } from "./model-outcomes";

interface Props {
  agent: Pick<Detail, "models" | "listing">;
  label: string;
  /** What stands for no model of one's own choice. */
  usual: string;
  value: string;
  onChange: (model: string) => void;
  className?: string;
}

/** Which model an agent runs on, with what it made of runs for others and what a happy one cost. */
export function ModelPicker(props: Props) {
  return props.agent.models.length > 1 ? <Choice {...props} /> : null;
}

function Choice({ agent, label, usual, value, onChange, className }: Props) {
  const told = useModelOutcomes(agent);
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} className={clsx("mono h-8 rounded-[10px] border border-line-2 bg-surface px-2 text-[12px]", className)}>
      <option value="">{usual}</option>
      {agent.models.map((one) => <option key={one} value={one}>{listed([one, ...saidOf(told.get(one))])}</option>)}
    </select>
  );
}

function saidOf(told: OfModel | undefined): string[] {
  if (!told) return [];
  return [agents.happy(told.happy), ...(told.creditsPerHappy === null ? [] : [agentPage.perHappy(credits(told.creditsPerHappy))])];
}
