import { useQuery } from "@tanstack/react-query";
import { Plus, Undo2 } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { mayBuy } from "@/api/buying";
import { creditsQuery } from "@/api/money";
import { useOffer, type Funding, type Offer } from "@/api/offering";
import { isProblem } from "@/api/problem";
import { useSession } from "@/api/session";
import { Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { credits } from "@/lib/format";
import { trying } from "@/strings/studio-tries";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { Ticker } from "@/ui/ticker";

const words = trying.budget;
const AMOUNT = /^\d{1,9}(\.\d{1,6})?$/;

/** What the creator set aside, and how much of it is left. */
export function TryBudget({ agentId, offer }: { agentId: string; offer: Offer }) {
  const [open, setOpen] = useState<"fund" | "take" | null>(null);
  const me = useSession();
  const funded = Number(offer.funded);
  const close = () => setOpen(null);
  return (
    <Panel title={words.title}>
      {funded > 0 && (
        <>
          <p className="text-[13.5px] text-ink-2">{words.left}</p>
          <p className="display mt-0.5 text-[34px] text-brand-text"><Ticker value={credits(offer.left)} /></p>
          <div className="mt-3 h-2 overflow-hidden rounded-full bg-sunk" aria-hidden><i className="block h-full origin-left rounded-full bg-gradient-to-r from-[#98177e] to-[#fea91e] transition-transform duration-700 rtl:origin-right" style={{ transform: `scaleX(${Number(offer.left) / funded})` }} /></div>
          <p className="num mt-2 text-[13px] text-ink-3">{words.used(credits(offer.spent), credits(offer.funded))}</p>
        </>
      )}
      <p className={`text-[14px] text-ink-2 ${funded > 0 ? "mt-4 border-t pt-4" : ""}`}>{funded > 0 ? words.some : words.none}</p>
      {me && mayBuy(me) ? (
        <div className="mt-4 flex flex-wrap gap-2">
          <Button onClick={() => setOpen("fund")}><Plus size={15} />{words.add}</Button>
          {Number(offer.left) > 0 && <Button look="quiet" onClick={() => setOpen("take")}><Undo2 size={15} />{words.takeBack}</Button>}
        </div>
      ) : me && <p className="mt-3 text-[13px] text-ink-3">{words.refused}</p>}
      <Dialog open={open === "fund"} onOpenChange={close} title={words.dialog} description={words.dialogLead}><FundingForm agentId={agentId} onDone={close} /></Dialog>
      <Dialog open={open === "take"} onOpenChange={close} title={words.takeDialog} description={words.takeLead}><TakingForm agentId={agentId} left={offer.left} onDone={close} /></Dialog>
    </Panel>
  );
}

function FundingForm({ agentId, onDone }: { agentId: string; onDone: () => void }) {
  const { fund } = useOffer(agentId);
  const { data: balance } = useQuery(creditsQuery);
  const [amount, setAmount] = useState("");
  const [source, setSource] = useState<NonNullable<Funding["source"]>>("credits");
  const [tried, setTried] = useState(false);
  const key = useRef(crypto.randomUUID());
  const valid = AMOUNT.test(amount.trim()) && Number(amount) > 0;
  const faults = isProblem(fund.error) ? fund.error.faults : {};
  // Another sum, or another purse, is another purchase.
  const changed = () => { key.current = crypto.randomUUID(); };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (valid) fund.mutate({ key: key.current, body: { credits: amount.trim(), source } }, { onSuccess: () => { say(words.done); onDone(); }, onError: sayProblem });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <TextField label={words.credits} inputMode="decimal" autoComplete="off" value={amount} fault={tried && !valid ? words.creditsFault : faults.credits} onChange={(event) => { changed(); setAmount(event.target.value); }} />
      <SelectField label={words.source} value={source} options={Object.entries(words.sources).map(([value, label]) => ({ value, label }))} hint={source === "earnings" ? words.earnings : balance && words.available(credits(balance.available))} onChange={(event) => { changed(); setSource(event.target.value as typeof source); }} />
      <DialogFoot><PausingButton type="submit" look="primary" busy={fund.isPending}>{words.send}</PausingButton></DialogFoot>
    </form>
  );
}

function TakingForm({ agentId, left, onDone }: { agentId: string; left: string; onDone: () => void }) {
  const { takeBack } = useOffer(agentId);
  const [amount, setAmount] = useState("");
  const [tried, setTried] = useState(false);
  const key = useRef(crypto.randomUUID());
  const asked = amount.trim();
  const valid = !asked || (AMOUNT.test(asked) && Number(asked) > 0 && Number(asked) <= Number(left));
  const faults = isProblem(takeBack.error) ? takeBack.error.faults : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (valid) takeBack.mutate({ key: key.current, body: { credits: asked || null } }, { onSuccess: (offer) => { say(words.taken, words.takenMore(credits(offer.left))); onDone(); }, onError: sayProblem });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <TextField label={words.takeAmount} hint={words.takeHint(credits(left))} inputMode="decimal" autoComplete="off" value={amount} fault={tried && !valid ? words.takeFault(credits(left)) : faults.credits} onChange={(event) => { key.current = crypto.randomUUID(); setAmount(event.target.value); }} />
      <DialogFoot><PausingButton type="submit" look="primary" busy={takeBack.isPending}>{words.takeBack}</PausingButton></DialogFoot>
    </form>
  );
}
