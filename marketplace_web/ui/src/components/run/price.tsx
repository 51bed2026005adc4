import { lazy, Suspense } from "react";
import type { Quoted } from "@/api/runs";
import type { Shown } from "@/api/shown";

const Ceiling = lazy(() => import("./ceiling"));

interface Props extends Omit<Quoted, "agentId"> {
  agent: Pick<Shown, "id" | "price">;
}

/** What a call would cost, beside what sends it; its line is there from the first, unless the agent is free. */
export function RunPrice({ agent, ...rest }: Props) {
  if (agent.price?.model === "free") return null;
  return <p className="num h-5 text-[13px] text-ink-3"><Suspense><Ceiling agentId={agent.id} {...rest} /></Suspense></p>;
}
