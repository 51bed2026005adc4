import { Plus, TriangleAlert, X } from "lucide-react";
import { useState, type FormEvent } from "react";
import type { Policies } from "@/api/organization";
import { policyWords } from "@/strings/policies";
import { Button, IconButton } from "@/ui/button";
import { isNetwork, within } from "./networks";
import { Group, Note, Row, Toggle } from "./parts";
import { useOwnSignIn } from "./use-own-sign-in";
import { useSetPolicies } from "./use-set-policies";

const words = policyWords.networks;

/** The list is edited here and saved as a whole; it warns before anybody locks themselves out. */
export function NetworkPolicy({ policies }: { policies: Policies }) {
  const saved = policies.networks ?? null;
  const [draft, setDraft] = useState<readonly string[] | null>(saved);
  const set = useSetPolicies(policies);
  const { network } = useOwnSignIn();
  const changed = (draft ?? []).join() !== (saved ?? []).join();
  const locked = draft !== null && draft.length > 0 && typeof network === "string" && !within(network, draft);
  const toggle = (on: boolean) => {
    if (on) setDraft([]);
    else if (saved === null) setDraft(null);
    else set.mutate({ networks: null });
  };
  return (
    <Group title={words.title} lead={words.lead}>
      <Row
        title={words.only}
        hint={draft === null ? words.anywhere : words.proxy}
        below={draft !== null && (
          <div className="grid gap-3">
            <List networks={draft} onRemove={(one) => setDraft(draft.filter((other) => other !== one))} />
            <Add onAdd={(one) => setDraft([...new Set([...draft, one])])} />
            {typeof network === "string" && !within(network, draft) && (
              <p className="flex flex-wrap items-center gap-3 text-[13.5px] text-ink-2">{words.yours(network)}<Button size="sm" onClick={() => setDraft([...draft, network])}><Plus size={14} />{words.addYours}</Button></p>
            )}
            {locked && <Note tone="ember" icon={<TriangleAlert size={17} className="mt-0.5 shrink-0" />}>{words.locked}</Note>}
            {network === null && <Note>{words.unknown}</Note>}
            {changed && <Button look="primary" className="justify-self-start" busy={set.isPending} disabled={draft.length === 0 || locked} onClick={() => set.mutate({ networks: [...draft] })}>{words.save}</Button>}
          </div>
        )}
      >
        <Toggle label={words.only} on={draft !== null} disabled={set.isPending} onChange={toggle} />
      </Row>
    </Group>
  );
}

function List({ networks, onRemove }: { networks: readonly string[]; onRemove: (network: string) => void }) {
  if (networks.length === 0) return <p className="text-[14px] text-ink-3">{words.none}</p>;
  return (
    <ul className="flex flex-wrap gap-2">
      {networks.map((one) => (
        <li key={one} className="chip mono !h-9 !rounded-[11px] !pe-1 !text-[13px]">
          {one}
          <IconButton size="sm" label={words.remove(one)} className="!size-7" onClick={() => onRemove(one)}><X size={14} /></IconButton>
        </li>
      ))}
    </ul>
  );
}

function Add({ onAdd }: { onAdd: (network: string) => void }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = text.trim();
    setWrong(!isNetwork(given));
    if (!isNetwork(given)) return;
    onAdd(given);
    setText("");
  };
  return (
    <form onSubmit={submit} className="max-w-[420px]">
      <div className="flex gap-2">
        <input className="field mono !h-10 !text-[14px]" aria-label={words.label} aria-invalid={wrong || undefined} aria-describedby={wrong ? "network-fault" : undefined} placeholder={words.placeholder} value={text} onChange={(event) => setText(event.target.value)} spellCheck={false} />
        <Button type="submit" disabled={!text.trim()}>{words.add}</Button>
      </div>
      {wrong && <p id="network-fault" role="alert" className="line-in mt-1.5 text-[13px] font-[550] text-ember-text">{words.wrong}</p>}
    </form>
  );
}
