import { Check, CircleUserRound } from "lucide-react";
import { Sigil } from "@/brand/sigil";
import { ask } from "@/strings/ask";
import type { RunState } from "./run-state";

export interface GraphNode {
  id: string;
  name: string;
  sigil: string;
  state: "running" | "done" | "failed";
}

/** The nodes beside Laelia's: what it called, or where it called nothing, the one agent that answers. */
export function nodesOf(state: RunState, agentId: string): GraphNode[] {
  if (state.phase === "idle") return [];
  if (state.steps.length > 0) return state.steps.map(({ id, name, sigil, state: at }) => ({ id, name, sigil, state: at }));
  const at = state.phase === "done" ? "done" : state.phase === "failed" || state.phase === "stopped" ? "failed" : "running";
  return [{ id: "answer", name: ask.graph.answer, sigil: agentId, state: at }];
}

const ROW = 46;
const WIDTH = 72;
const [FROM_X, TO_X] = [34, WIDTH];
const STROKES = { running: "var(--brand-text)", done: "var(--fern)", failed: "var(--ember)" } as const;

const curve = (from: number, to: number) => `M${FROM_X} ${from}C${FROM_X + 22} ${from} ${TO_X - 24} ${to} ${TO_X} ${to}`;

/** Who was called by whom: a vein to each, with light in it while work is under way. */
export function RunGraph({ state, agentId }: { state: RunState; agentId: string }) {
  const nodes = nodesOf(state, agentId);
  if (nodes.length === 0) return null;
  const height = nodes.length * ROW;
  const middle = height / 2;
  const over = state.phase === "done";
  return (
    <div data-graph={nodes.map((node) => node.state).join(" ")} className="relative" style={{ height }}>
      <svg width={WIDTH} height={height} viewBox={`0 0 ${WIDTH} ${height}`} fill="none" className="absolute inset-y-0 left-0" aria-hidden>
        {nodes.map((node, i) => {
          const path = curve(middle, (i + 0.5) * ROW);
          return (
            <g key={node.id}>
              <path d={path} pathLength={100} stroke={STROKES[node.state]} strokeOpacity=".4" strokeWidth="1.5" className="vein-grow" />
              {node.state === "running" && <path d={path} pathLength={100} stroke={STROKES.running} strokeWidth="3.5" strokeLinecap="round" strokeDasharray="5 28" className="vein-light" />}
            </g>
          );
        })}
      </svg>
      <span className={`petal absolute left-0 grid size-[34px] -translate-y-1/2 place-items-center ${over ? "bg-fern-wash text-fern-text" : "bg-wash text-brand-text"}`} style={{ top: middle }} aria-hidden>
        {over ? <Check size={17} strokeWidth={2.6} className="pop" /> : <CircleUserRound size={18} strokeWidth={1.75} />}
      </span>
      <ol aria-label={ask.steps}>
        {nodes.map((node, i) => (
          <li key={node.id} className="line-in absolute right-0 flex -translate-y-1/2 items-center gap-2.5 text-[13.5px]" style={{ top: (i + 0.5) * ROW, left: WIDTH }}>
            <Sigil id={node.sigil} size={30} on={node.state === "running"} />
            <span className="min-w-0 leading-tight">
              <span className="block truncate font-[550]">{node.name}</span>
              <span className={`block text-[12px] ${node.state === "done" ? "text-fern-text" : node.state === "failed" ? "text-ember-text" : "text-brand-text"}`}>{ask.graph[node.state]}</span>
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
