import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { lazy, Suspense } from "react";
import { detailQuery } from "@/api/catalog";
import { usePaused } from "@/api/session";
import { ask } from "@/strings/ask";
import { common } from "@/strings/common";
import { Button } from "@/ui/button";

const AgainMenu = lazy(() => import("./again-menu"));

interface Props {
  agentId: string;
  /** What it was asked, and in which conversation it would be asked again. */
  input: unknown;
  sessionId: string | null;
  /** Without a model, the usual one answers. */
  onAgain: (model?: string) => void;
}

/** The same once more, by any of the agent's models. */
export function AgainWith({ agentId, input, sessionId, onAgain }: Props) {
  const { data: agent } = useQuery(detailQuery(agentId, true));
  const paused = usePaused();
  const models = agent?.models ?? [];
  const sign = <RotateCcw size={15} />;
  // Laelia would first have to choose anew who answers.
  const paid = !agent || agent.id === "laelia" || agent.price?.model === "free" ? null : { agentId, input, sessionId };
  if (paused) return <Button size="sm" className="justify-self-start" disabled>{sign}{common.paused}</Button>;
  if (models.length === 0) return <Button size="sm" className="justify-self-start" onClick={() => onAgain()}>{sign}{ask.againPlain}</Button>;
  return <Suspense fallback={<span className="skeleton block h-8 w-36" />}><AgainMenu models={models} paid={paid} onAgain={onAgain} trigger={<>{sign}{ask.againWith}</>} /></Suspense>;
}
