import { clsx } from "clsx";
import { Check } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useListingChange, type Listing } from "@/api/making";
import { Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { studio } from "@/strings/studio";
import { own } from "@/strings/studio-agent";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextArea } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { StateBadge } from "../state-badge";
import { Findings, refusalsOf } from "../wizard/findings";
import { along, asksNotice, MAIN, movesFrom, type To } from "./moves";

const words = own.listing;

/** Where the listing is on its way, and what can be done next. */
export function ListingState({ listing }: { listing: Listing }) {
  const { move } = useListingChange(listing.id);
  const [asking, setAsking] = useState<To | null>(null);
  const [notice, setNotice] = useState("");
  const moves = movesFrom(listing.status);
  const go = (to: To, reason = "") => move.mutate({ to, reason }, { onSuccess: (moved) => { setAsking(null); say(words.moved(studio.states[moved.status] ?? moved.status)); }, onError: (error) => void (refusalsOf(error).length === 0 && sayProblem(error)) });
  const refused = refusalsOf(move.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (asking) go(asking, notice.trim());
  };
  return (
    <Panel title={words.state} action={<StateBadge state={listing.status} />}>
      <Way at={along(listing.status)} state={listing.status} />
      {listing.status_reason && <div className="mt-4 rounded-[14px_14px_14px_5px] bg-pollen-wash px-4 py-3 text-[14px]"><b className="font-[650] text-pollen-text">{words.reason}</b><p className="mt-0.5 whitespace-pre-line text-ink-2">{listing.status_reason}</p></div>}
      {listing.notice && <p className="mt-4 text-[14px] text-ink-2"><b className="font-[600]">{words.notice}{": "}</b>{listing.notice}</p>}
      {(listing.status === "in_review" || listing.status === "submitted") && <p className="mt-4 text-[14px] text-ink-2">{words.waiting}</p>}
      {refused.length > 0 && <div className="mt-4"><Findings findings={[]} refused={refused} /></div>}
      {moves.length > 0 && (
        <ul className="mt-5 grid gap-2.5 border-t pt-4">
          {moves.map((to, i) => (
            <li key={to} className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
              <Button size="sm" look={i === 0 && !asksNotice(to) ? "primary" : to === "delisted" ? "danger" : "ghost"} className="w-[178px] !justify-start" busy={move.isPending && move.variables?.to === to} onClick={() => (asksNotice(to) ? setAsking(to) : go(to))}>{to === "published" && listing.status !== "approved" ? words.back : words.moves[to]}</Button>
              <span className="min-w-0 flex-1 basis-[220px] text-[13.5px] text-ink-3">{words.movesMore[to]}</span>
            </li>
          ))}
        </ul>
      )}
      <Dialog open={asking !== null} onOpenChange={(open) => !open && setAsking(null)} title={asking ? (words.moves[asking] ?? asking) : ""} description={asking ? words.movesMore[asking] : undefined}>
        <form onSubmit={submit} className="grid gap-4">
          <TextArea label={words.notice} hint={words.noticeHint} rows={3} maxLength={500} required={asking !== "delisted"} value={notice} onChange={(event) => setNotice(event.target.value)} />
          <DialogFoot><PausingButton type="submit" look={asking === "delisted" ? "danger" : "primary"} busy={move.isPending}>{asking && words.moves[asking]}</PausingButton></DialogFoot>
        </form>
      </Dialog>
    </Panel>
  );
}

function Way({ at, state }: { at: number; state: string }) {
  return (
    <ol className="grid grid-cols-4 gap-1.5">
      {MAIN.map((step, i) => {
        const done = i < at || (i === at && state === "published");
        const here = i === at;
        return (
          <li key={step} aria-current={here ? "step" : undefined}>
            <span className={clsx("block h-[5px] rounded-full", done ? "bg-[var(--fern)]" : here ? "bg-brand" : "bg-[var(--line-2)]")} />
            <span className={clsx("mt-1.5 flex items-center gap-1 text-[12.5px]", here ? "font-[650] text-ink" : "text-ink-3")}>{done && <Check size={12} strokeWidth={2.8} className="text-fern-text" aria-hidden />}<span className="truncate">{here ? (studio.states[state] ?? state) : studio.states[step]}</span></span>
          </li>
        );
      })}
    </ol>
  );
}
