import { lazy, Suspense } from "react";
import type { AgentCard } from "@/api/catalog";

/** Who can be picked. Without an agent it is Laelia, of whom there is a sentence instead. */
export interface Choice {
  id: string;
  name: string;
  about?: string;
  agent?: AgentCard;
}

export interface AgentPickerProps {
  label: string;
  picks: readonly Choice[];
  chosen: string | null;
  /** What stands on the button while nobody is chosen. */
  nobody?: string;
  onChoose: (id: string) => void;
}

const AgentPickerMenu = lazy(() => import("./agent-picker-menu"));

/** Its list is fetched apart: a page is there before it. */
export function AgentPicker(props: AgentPickerProps) {
  return <Suspense fallback={<span className="skeleton block h-9 w-40" />}><AgentPickerMenu {...props} /></Suspense>;
}
