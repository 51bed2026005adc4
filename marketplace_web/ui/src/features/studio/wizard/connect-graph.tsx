import { wizard } from "@/strings/studio-wizard";
import { sentence } from "@/lib/format";
import { TextArea } from "@/ui/field";
import { faultIn } from "./faults";
import { StepHead } from "./step-head";
import type { StepProps } from "./wizard";

const words = wizard.graph;

interface Node {
  id: string;
  kind: string;
  instructions?: unknown;
  message?: unknown;
}

/** The words of each step of the template; its shape is the template's. */
export function ConnectGraph({ making, faults }: StepProps) {
  const nodes = (Array.isArray(making.draft.manifest.nodes) ? making.draft.manifest.nodes : []) as Node[];
  const set = (id: string, patch: Partial<Node>) => making.changeManifest({ nodes: nodes.map((node) => (node.id === id ? { ...node, ...patch } : node)) });
  const general = faultIn(faults, "connect", "nodes");
  return (
    <>
      <StepHead title={words.title} lead={words.lead(nodes.length)} />
      {general && <p role="alert" className="mb-4 text-[13.5px] font-[550] text-ember-text">{general}</p>}
      <ol className="grid gap-0">
        {nodes.map((node, i) => (
          <li key={node.id} className="relative grid grid-cols-[34px_minmax(0,1fr)] gap-x-4 pb-6 last:pb-0">
            {i < nodes.length - 1 && <i className="absolute bottom-0 start-[16px] top-[36px] w-[2px] bg-[var(--line-2)]" aria-hidden />}
            <span className="petal grid size-[34px] place-items-center bg-wash text-[14px] font-[650] text-brand-text" aria-hidden>{i + 1}</span>
            <div className="grid gap-3">
              <h3 className="flex flex-wrap items-baseline gap-x-2.5 pt-1 text-[17px] !tracking-[-.02em]">{sentence(node.id)}<span className="font-sans text-[13px] tracking-normal text-ink-3">{words.kinds[node.kind] ?? node.kind}</span></h3>
              {typeof node.instructions === "string" ? <TextArea label={wizard.prompt.instructions} rows={4} value={node.instructions} fault={faultIn(faults, "connect", `nodes/${node.id}`)} onChange={(event) => set(node.id, { instructions: event.target.value })} /> : <p className="text-[14px] text-ink-3">{words.nothing}</p>}
              {typeof node.message === "string" && <TextArea label={words.message} rows={3} className="mono !text-[13px]" value={node.message} onChange={(event) => set(node.id, { message: event.target.value })} />}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
