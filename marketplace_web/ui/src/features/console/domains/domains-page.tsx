import { Download, Upload } from "lucide-react";
import { useState, type FormEvent } from "react";
import { RULES_FILE, rulesQuery, type Rule, type RuleBody } from "@/api/console/platform";
import { useAct } from "@/api/console/shared";
import { PageHead } from "@/components/page-head";
import { common } from "@/strings/common";
import { systemWords } from "@/strings/console-system";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { ActButton } from "../parts/act-button";
import { Badge, useMay, When } from "../parts/bits";
import { Filters, SearchField, useWanted } from "@/components/filters";
import { Listing } from "../parts/listing";
import { FaultyLine, parseRules } from "./rules";
import { TestAddress } from "./test-address";

const words = systemWords.domains;
const EFFECTS = Object.entries(words.effects).map(([value, label]) => ({ value, label }));

export default function DomainsPage() {
  const [{ q }, want] = useWanted<{ q?: string }>();
  const writes = useMay()("domains.write");
  const { columns } = words;
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<><a className="btn btn-ghost" href={RULES_FILE} download><Download size={16} />{words.export}</a>{writes && <Import />}{writes && <Add />}</>} />
      <TestAddress />
      <Filters><SearchField label={words.search} value={q} onSearch={(next) => want({ q: next })} /></Filters>
      <Listing<Rule>
        label={words.title} query={rulesQuery(q)} keyOf={(row) => row.id} empty={words.empty}
        columns={[
          { head: columns.domain, cell: (row) => <span className="mono break-all text-[13px] font-[600]">{row.domain}</span> },
          { head: columns.effect, beside: true, cell: (row) => <Badge tone={row.effect === "block" ? "bad" : "good"}>{words.effects[row.effect]}</Badge> },
          { head: columns.reason, cell: (row) => <span className="block max-w-[360px] truncate text-ink-2" title={row.reason}>{row.reason}</span> },
          { head: columns.since, from: "md", stacked: true, end: true, cell: (row) => <When iso={row.created_at} /> },
        ]}
        actions={writes ? (row) => <Remove row={row} /> : undefined}
      />
    </>
  );
}

function Add() {
  const set = useAct("POST /v1/admin/blocked-domains");
  const act = (reason: string, given: FormData) => set.mutateAsync({ body: { domain: String(given.get("domain")).trim(), effect: given.get("effect") as RuleBody["effect"], reason } });
  return (
    <ActButton words={words.add} title={words.add.title} look="primary" openLook="primary" act={act}>
      <div className="grid gap-4 sm:grid-cols-[1fr_150px]">
        <TextField label={words.add.domain} name="domain" required minLength={3} maxLength={255} hint={words.add.domainHint} autoFocus />
        <SelectField label={words.add.effect} name="effect" options={EFFECTS} />
      </div>
    </ActButton>
  );
}

/** What falls with a rule is its reason; so only what follows is said. */
function Remove({ row }: { row: Rule }) {
  const [open, setOpen] = useState(false);
  const remove = useAct("DELETE /v1/admin/blocked-domains/{rule_id}");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    remove.mutate({ path: { rule_id: row.id } }, { onSuccess: () => { setOpen(false); say(words.remove.done); }, onError: sayProblem });
  };
  return (
    <>
      <Button size="sm" look="quiet" onClick={() => setOpen(true)}>{words.remove.open}</Button>
      <Dialog open={open} onOpenChange={setOpen} title={words.remove.title(row.domain)} description={words.remove.lead}>
        <form onSubmit={submit} className="flex flex-wrap justify-end gap-2"><Button onClick={() => setOpen(false)}>{common.cancel}</Button><Button type="submit" look="danger" busy={remove.isPending}>{words.remove.confirm}</Button></form>
      </Dialog>
    </>
  );
}

function Import() {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const send = useAct("POST /v1/admin/blocked-domains/import");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    try {
      const rules = parseRules(text);
      setFault(undefined);
      send.mutate({ body: { rules } }, { onSuccess: (made) => { setOpen(false); setText(""); say(words.import.done(made.imported)); }, onError: sayProblem });
    } catch (error) {
      if (!(error instanceof FaultyLine)) throw error;
      setFault(words.import.faulty(error.line));
    }
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}><Upload size={16} />{words.import.open}</Button>
      <Dialog open={open} onOpenChange={setOpen} title={words.import.title} wide>
        <form onSubmit={submit} className="grid gap-4">
          <ul className="list-disc rounded-[16px_16px_16px_6px] bg-pollen-wash px-4 py-3 ps-8 text-[14px]">{words.import.effects.map((one) => <li key={one}>{one}</li>)}</ul>
          <TextArea label={words.import.list} rows={8} required value={text} onChange={(event) => setText(event.target.value)} hint={words.import.listHint} fault={fault} className="mono !text-[13px]" autoFocus />
          <DialogFoot><Button type="submit" look="primary" busy={send.isPending}>{words.import.confirm}</Button></DialogFoot>
        </form>
      </Dialog>
    </>
  );
}
