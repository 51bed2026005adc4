import { useInfiniteQuery } from "@tanstack/react-query";
import { Gavel, Scale } from "lucide-react";
import { useState, type FormEvent } from "react";
import { statementsQuery, useAppeal, type Statement } from "@/api/studio";
import { PausingButton } from "@/components/pausing-button";
import { at } from "@/lib/format";
import { common } from "@/strings/common";
import { studio } from "@/strings/studio";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextArea } from "@/ui/field";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

const words = studio.decisions;
const GOOD = new Set(["approve", "keep", "reinstate", "restore"]);

/** What was decided, and why. `subjects`: only about these, else about everything of one's own. */
export function Decisions({ subjects, name }: { subjects?: readonly string[]; name?: (subjectId: string) => string | undefined }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(statementsQuery);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={2} className="grid gap-3" each="h-28" />;
  const all = data.pages.flatMap((page) => page.data);
  const shown = subjects ? all.filter((one) => subjects.includes(one.subject_id)) : all;
  if (shown.length === 0 && !hasNextPage) return <Empty seed="decisions" title={words.none} className="petal-card">{words.noneMore}</Empty>;
  return (
    <div className="grid gap-3">
      <ul className="grid gap-3">
        {shown.map((one) => <Decision key={one.id} of={one} subject={name?.(one.subject_id)} />)}
      </ul>
      {hasNextPage && <Button className="justify-self-center" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{common.more}</Button>}
    </div>
  );
}

function Decision({ of: one, subject }: { of: Statement; subject: string | undefined }) {
  const good = GOOD.has(one.action);
  const [appealing, setAppealing] = useState(false);
  return (
    <li className="petal-card flex gap-4 p-5">
      <span className={`petal grid size-10 shrink-0 place-items-center ${good ? "bg-fern-wash text-fern-text" : "bg-pollen-wash text-pollen-text"}`}><Gavel size={19} strokeWidth={1.75} aria-hidden /></span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
          <b className="text-[16px] font-[650]">{words.actions[one.action] ?? one.action}</b>
          <span className="text-[14px] text-ink-2">{words.queues[one.queue] ?? one.queue}{subject && `: ${subject}`}</span>
          <span className="text-[13px] text-ink-3">{at(one.created_at)}</span>
        </p>
        <p className="mt-1.5 max-w-[68ch] whitespace-pre-line break-words text-[14.5px] text-ink-2">{one.statement}</p>
        <p className="mt-2 flex flex-wrap items-center gap-x-3 empty:hidden gap-y-1.5 text-[13px] text-ink-3">
          {!good && <span>{words.policy(one.policy)}</span>}
          {one.automated && <span>{words.automated}</span>}
          {one.status === "proposed" && <span className="text-pollen-text">{words.proposed}</span>}
          {!good && one.status !== "proposed" && <Button size="sm" onClick={() => setAppealing(true)}><Scale size={14} />{words.appeal}</Button>}
        </p>
        <AppealDialog decision={one.id} open={appealing} onOpenChange={setAppealing} />
      </div>
    </li>
  );
}

function AppealDialog({ decision, open, onOpenChange }: { decision: string; open: boolean; onOpenChange: (open: boolean) => void }) {
  const appeal = useAppeal();
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    appeal.mutate({ decision, text: text.trim() }, { onSuccess: () => { onOpenChange(false); say(words.appealed); }, onError: sayProblem });
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words.appealTitle} description={words.appealLead}>
      <form onSubmit={submit} className="grid gap-4">
        <TextArea label={words.appealText} required rows={5} maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />
        <DialogFoot><PausingButton type="submit" look="primary" busy={appeal.isPending}>{words.appealSend}</PausingButton></DialogFoot>
      </form>
    </Dialog>
  );
}
