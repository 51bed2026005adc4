import { Link } from "@tanstack/react-router";
import { CopyPlus, X } from "lucide-react";
import { useState } from "react";
import type { Detail } from "@/api/shown";
import type { Agreed, Tries } from "@/api/tries";
import { priceLine } from "@/components/agent-price";
import { Consent } from "@/components/consent";
import { EnableButton } from "@/components/enable-button";
import { ModelPicker } from "@/components/model-picker";
import { SchemaForm } from "@/components/schema-form";
import { Standing } from "@/components/standing";
import { Sigil } from "@/brand/sigil";
import { compare as words } from "@/strings/compare";
import { tries as tryWords } from "@/strings/tries";
import { Button, IconButton } from "@/ui/button";
import { Skeletons } from "@/ui/states";

/** What was chosen for one that takes part, beside the work that all are given. */
export interface Chosen {
  model?: string;
  input?: Record<string, unknown>;
  consent?: Agreed;
}

export interface Part {
  id: string;
  agent: Detail | undefined;
  /** The field that takes a plain text; null for an agent that asks for more. */
  field: string | null;
  mine: Chosen;
  question: Tries["consent"] | undefined;
  tries: Tries | undefined;
}

interface Props {
  part: Part;
  guest: boolean;
  room: boolean;
  onDrop: () => void;
  onTwice: () => void;
  onChoose: (mine: Chosen) => void;
}

export function PickCard({ part: { agent, field, mine, question, tries }, guest, room, onDrop, onTwice, onChoose }: Props) {
  if (!agent) return <Skeletons count={1} each="h-32" />;
  const reason = tries && !tries.available ? (tries.reason ?? "") : "";
  const gone = guest ? words.guestGone[reason] : tryWords.gone[reason];
  const left = guest ? words.guestTry : words.tried;
  return (
    <section aria-label={agent.name} className="petal-card flex flex-col gap-3 p-4">
      <header className="flex items-start gap-3">
        <Sigil id={agent.id} size={40} />
        <div className="min-w-0 flex-1 leading-tight">
          <h2 className="truncate text-[16px]"><Link to="/agents/$id" params={{ id: agent.id } as never} className="rounded hover:text-brand-text">{agent.name}</Link></h2>
          <p className="mt-1 text-[13px] text-ink-3">{agent.enabled && !guest ? priceLine(agent.price) : tries?.available && !guest ? tryWords.left(tries.left, tries.limit) : left}</p>
        </div>
        {room && agent.models.length > 1 && <IconButton label={words.twice} size="sm" onClick={onTwice}><CopyPlus size={15} /></IconButton>}
        <IconButton label={words.remove(agent.name)} size="sm" onClick={onDrop}><X size={15} /></IconButton>
      </header>
      <Standing of={agent.standing} />
      <ModelPicker agent={agent} label={words.model(agent.name)} usual={words.figures.model} value={mine.model ?? ""} onChange={(model) => onChoose({ ...mine, model: model || undefined })} className="w-full" />
      {gone && <div className="grid justify-items-start gap-2"><p className="text-[13.5px] text-ink-2">{gone}</p>{!guest && <EnableButton id={agent.id} name={agent.name} size="sm" />}</div>}
      {question?.required && !mine.consent && !gone && <Consent question={question} action={tryWords.consent.agree} onAgree={() => onChoose({ ...mine, consent: { version: question.version, hosts: question.hosts } })} />}
      {!field && <More agent={agent} mine={mine} onChoose={onChoose} />}
    </section>
  );
}

/** The form of an agent that asks for more than a text. */
function More({ agent, mine, onChoose }: { agent: Detail; mine: Chosen; onChoose: (mine: Chosen) => void }) {
  const [open, setOpen] = useState(true);
  if (!open) return <Button size="sm" look="quiet" className="justify-self-start" onClick={() => setOpen(true)}>{words.filled}</Button>;
  return (
    <div>
      <p className="mb-3 text-[13.5px] text-ink-3">{words.needsMore(agent.name)}</p>
      <SchemaForm
        schema={agent.input_schema}
        example={agent.examples[0]?.input}
        onSubmit={(input) => {
          onChoose({ ...mine, input });
          setOpen(false);
        }}
      >
        <Button type="submit" size="sm">{words.keep}</Button>
      </SchemaForm>
    </div>
  );
}
