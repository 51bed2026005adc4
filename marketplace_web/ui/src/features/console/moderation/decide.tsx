import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { reasonsQuery, type CaseDetail, type Reason, type Verdict } from "@/api/console/moderation";
import { useAct } from "@/api/console/shared";
import { Panel } from "@/components/page-head";
import { sentence } from "@/lib/format";
import { moderation } from "@/strings/moderation";
import { Button } from "@/ui/button";
import { SelectField, TextArea } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const words = moderation.case;
// Of these the hub asks a second moderator.
const GRAVE: readonly string[] = ["block", "delist"];

/** Templates that go with an action; what is asked for first comes first. */
export const templatesFor = (reasons: readonly Reason[], action: string): readonly Reason[] => reasons.filter((one) => one.actions.includes(action));

export function Decide({ found }: { found: CaseDetail }) {
  const { data } = useQuery(reasonsQuery);
  const reasons = data?.data ?? [];
  const actions = found.actions.filter((action) => action === "uphold" ? found.appeal_of !== null : true);
  const [action, setAction] = useState(actions[0] ?? "");
  const templates = templatesFor(reasons, action);
  const [code, setCode] = useState("");
  const chosen = templates.find((one) => one.code === code) ?? templates[0];
  const decide = useAct("POST /v1/moderation/cases/{case_id}/decision");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const body = { action, reason: chosen?.code, statement: String(given.get("statement") ?? "").trim(), note: String(given.get("note") ?? "").trim() } as Verdict;
    decide.mutate({ path: { case_id: found.id }, body }, { onSuccess: (made) => say(made.status === "proposed" ? words.proposed : words.decided), onError: sayProblem });
  };
  const grave = GRAVE.includes(action);
  return (
    <Panel title={words.decide} className="shadow-glow">
      <form onSubmit={submit} className="grid gap-4">
        <SelectField label={words.action} value={action} onChange={(event) => setAction(event.target.value)} options={actions.map((value) => ({ value, label: moderation.actions[value] ?? sentence(value) }))} hint={moderation.effects[action]} />
        <SelectField label={words.template} value={chosen?.code ?? ""} onChange={(event) => setCode(event.target.value)} options={templates.map((one) => ({ value: one.code, label: one.title }))} hint={chosen && words.paragraph(chosen.policy)} required />
        {chosen && <blockquote className="rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-3 text-[14px] text-ink-2"><span className="mb-1 block text-[12.5px] text-ink-3">{words.told}</span>{chosen.statement}</blockquote>}
        <TextArea label={words.statement} name="statement" rows={2} maxLength={2000} hint={words.statementHint} />
        <TextArea label={words.note} name="note" rows={2} maxLength={2000} hint={words.noteHint} />
        {grave && <p className="rounded-[14px_14px_14px_5px] bg-pollen-wash px-3.5 py-2.5 text-[13.5px] text-pollen-text">{words.needsTwo}</p>}
        <Button type="submit" look="primary" busy={decide.isPending} disabled={!chosen}>{grave ? words.proposes : words.confirmButton}</Button>
      </form>
    </Panel>
  );
}
