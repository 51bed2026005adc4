import { useQuery } from "@tanstack/react-query";
import { Plus, TicketPercent } from "lucide-react";
import { useState } from "react";
import { codesQuery, useCodes, type Code } from "@/api/codes";
import type { Product } from "@/api/making";
import { Panel } from "@/components/page-head";
import { codeWords as words } from "@/strings/studio-codes";
import { Button } from "@/ui/button";
import { IdChip } from "@/ui/copy";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { CodeDialog } from "./code-dialog";
import { isOver, limitsOf, offOf, worksFor } from "./codes";

/** Codes that work for these products; one that works for everything is among them. */
export function CodesPanel({ products }: { products: readonly Product[] }) {
  const { data, error, refetch } = useQuery(codesQuery);
  const [adding, setAdding] = useState(false);
  const shown = data?.filter((code) => worksFor(code, products.map(({ id }) => id))) ?? [];
  return (
    <Panel title={words.title} action={<Button size="sm" onClick={() => setAdding(true)}><Plus size={15} />{words.add}</Button>}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={1} each="h-16" />}
      {data && <p className="-mt-2 text-[14px] text-ink-3">{shown.length === 0 ? words.none : words.lead}</p>}
      {shown.length > 0 && <ul className="mt-3 grid gap-2.5">{shown.map((code) => <CodeRow key={code.id} code={code} />)}</ul>}
      {adding && <CodeDialog products={products.filter((one) => one.status === "active")} close={() => setAdding(false)} />}
    </Panel>
  );
}

function CodeRow({ code }: { code: Code }) {
  const [ending, setEnding] = useState(false);
  const { end } = useCodes();
  const over = isOver(code);
  const finish = () => end.mutate(code.id, { onSuccess: () => { setEnding(false); say(words.endDone(code.code)); }, onError: sayProblem });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-[16px_16px_16px_6px] bg-surface-2 px-3.5 py-3">
      <TicketPercent size={18} strokeWidth={1.75} className={over ? "shrink-0 text-ink-3" : "shrink-0 text-brand-text"} aria-hidden />
      <span className="min-w-0 flex-[1_1_200px]">
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1"><IdChip id={code.code} /><b className="text-[14px] font-[600]">{offOf(code)}</b></span>
        <span className="num mt-1 block text-[13px] text-ink-3">{limitsOf(code)}</span>
      </span>
      {!over && <Button size="sm" look="quiet" onClick={() => setEnding(true)}>{words.end}</Button>}
      <Dialog open={ending} onOpenChange={setEnding} title={words.endTitle(code.code)} description={words.endLead}>
        <DialogFoot><Button look="danger" busy={end.isPending} onClick={finish}>{words.end}</Button></DialogFoot>
      </Dialog>
    </li>
  );
}
