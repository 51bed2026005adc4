import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { MessageSquareText, Network, Plug, Workflow, type LucideIcon } from "lucide-react";
import { templatesQuery, type Template } from "@/api/making";
import { Sigil } from "@/brand/sigil";
import { wizard } from "@/strings/studio-wizard";
import { chosen, KINDS, type Kind } from "./draft";
import { faultIn } from "./faults";
import { FaultLine, Part } from "./step-head";
import type { StepProps } from "./wizard";

const words = wizard.kind;
const ICONS: Record<Kind, LucideIcon> = { prompt: MessageSquareText, graph: Workflow, mcp: Plug, http: Network };

export function StepKind({ making, faults }: StepProps) {
  const { draft, change } = making;
  const { data: templates = [] } = useQuery(templatesQuery);
  const begin = (kind: Kind, template?: Template) => change(chosen(draft, kind, template));
  const choose = (kind: Kind) => {
    if (kind === draft.kind) return;
    begin(kind, kind === "graph" ? templates.find((one) => one.kind === "graph") : undefined);
  };
  const made = draft.agentId !== null;
  return (
    <div className="grid gap-6">
      <header>
        <h2 className="text-[clamp(23px,2.4vw,28px)]">{words.title}</h2>
        {draft.kind && !made && <p className="mt-1.5 text-[13.5px] text-ink-3">{words.change}</p>}
      </header>
      <div role="radiogroup" aria-label={words.title} className="grid gap-3 sm:grid-cols-2">
        {KINDS.map((kind) => <KindCard key={kind} kind={kind} on={draft.kind === kind} disabled={made && draft.kind !== kind} onChoose={() => choose(kind)} />)}
      </div>
      <FaultLine>{faultIn(faults, "kind", "kind")}</FaultLine>
      {!made && (draft.kind === "prompt" || draft.kind === "graph") && <Templates kind={draft.kind} templates={templates} used={making.draft.manifest} onPick={(template) => begin(draft.kind ?? "prompt", template)} />}
    </div>
  );
}

function KindCard({ kind, on, disabled, onChoose }: { kind: Kind; on: boolean; disabled: boolean; onChoose: () => void }) {
  const Icon = ICONS[kind];
  const { name, lead } = words[kind];
  return (
    <label className={clsx("flex gap-4 rounded-[20px_20px_20px_7px] border p-4 transition-colors hover:border-orchid-400 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-[var(--focus)]", on ? "border-brand bg-wash" : "bg-surface", disabled ? "opacity-55" : "cursor-pointer")}>
      <input type="radio" name="kind" value={kind} checked={on} disabled={disabled} onChange={onChoose} className="sr-only" />
      <span className={clsx("petal grid size-11 shrink-0 place-items-center", on ? "bg-brand text-on-brand" : "bg-sunk text-brand-text")}><Icon size={21} strokeWidth={1.75} aria-hidden /></span>
      <span className="min-w-0">
        <b className="block text-[16px] font-[650]">{name}</b>
        <span className="mt-0.5 block text-[13.5px] leading-snug text-ink-2">{lead}</span>
      </span>
    </label>
  );
}

function Templates({ kind, templates, used, onPick }: { kind: Kind; templates: readonly Template[]; used: Record<string, unknown>; onPick: (template?: Template) => void }) {
  const fitting = templates.filter((one) => one.kind === kind);
  const same = (template: Template) => JSON.stringify(template.manifest.instructions ?? template.manifest.nodes) === JSON.stringify(used.instructions ?? used.nodes);
  const scratch = kind === "prompt" && !fitting.some(same);
  return (
    <Part title={words.from}>
      {fitting.length === 0 && <p className="text-[14.5px] text-ink-2">{words.noTemplates}</p>}
      <ul className="flex flex-wrap gap-2">
        {kind === "prompt" && <li><Pick on={scratch} onClick={() => onPick()}>{words.scratch}</Pick></li>}
        {fitting.map((one) => <li key={one.id}><Pick on={same(one)} onClick={() => onPick(one)}><Sigil id={one.id} size={24} />{words.template(one.name)}</Pick></li>)}
      </ul>
    </Part>
  );
}

function Pick({ on, onClick, children }: { on: boolean; onClick: () => void; children: React.ReactNode }) {
  return <button type="button" aria-pressed={on} onClick={onClick} className={clsx("flex h-10 items-center gap-2 rounded-[12px_12px_12px_4px] border px-3 text-[14px] font-[550] transition-colors", on ? "border-brand bg-wash text-brand-text" : "bg-surface text-ink-2 hover:border-orchid-400")}>{children}</button>;
}
