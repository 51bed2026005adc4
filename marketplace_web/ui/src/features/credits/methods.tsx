import { useQuery } from "@tanstack/react-query";
import { CreditCard, QrCode, Trash2, WalletCards } from "lucide-react";
import { useState } from "react";
import { useRemoveMethod } from "@/api/billing";
import { methodsQuery, type Method } from "@/api/buying";
import { ProfileForm } from "@/components/buying/profile-form";
import { Panel } from "@/components/page-head";
import { listed } from "@/lib/format";
import { money } from "@/lib/money";
import { billing } from "@/strings/billing";
import { profileWords } from "@/strings/checkout";
import { Button, IconButton } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

const words = billing.payment;
const ICONS = { card: CreditCard, paypal: WalletCards, upi: QrCode };

/** What may be charged, and who invoices are made out to. */
export function Methods() {
  const { data, error, refetch } = useQuery(methodsQuery);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
      <Panel title={words.methods}>
        {error && <Failed error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeletons count={2} className="grid gap-2" each="h-16" />}
        {data?.length === 0 && <p className="text-[14.5px] text-ink-3">{words.none}</p>}
        <ul className="grid gap-2">{data?.toSorted((a, b) => Number(b.default) - Number(a.default)).map((method) => <Row key={method.id} method={method} />)}</ul>
      </Panel>
      <Panel title={profileWords.title}>
        <p className="-mt-2 mb-4 text-[14.5px] text-ink-2">{profileWords.lead}</p>
        <ProfileForm />
      </Panel>
    </div>
  );
}

function Row({ method }: { method: Method }) {
  const [asking, setAsking] = useState(false);
  const remove = useRemoveMethod();
  const Icon = ICONS[method.kind];
  const state = words.states[method.status as keyof typeof words.states] ?? "";
  const more = listed([words.kinds[method.kind], method.max_amount && words.upTo(money(method.max_amount)), state]);
  return (
    <li className="flex items-center gap-3.5 rounded-[14px_14px_14px_5px] bg-surface-2 py-2.5 ps-3.5 pe-2">
      <Icon size={20} className="shrink-0 text-brand-text" aria-hidden />
      <span className="min-w-0 flex-1 leading-snug">
        <b className="block truncate text-[14.5px] font-[600]">{method.label}{method.default && <span className="chip ms-2 !h-6">{words.usual}</span>}</b>
        <span className="text-[13px] text-ink-3">{more}</span>
      </span>
      <IconButton size="sm" label={words.remove(method.label)} onClick={() => setAsking(true)}><Trash2 size={15} /></IconButton>
      <Dialog open={asking} onOpenChange={setAsking} title={words.removeTitle(method.label)} description={words.removeLead}>
        <DialogFoot><Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(method.id, { onSuccess: () => { setAsking(false); say(words.removed); }, onError: sayProblem })}>{words.removeSure}</Button></DialogFoot>
      </Dialog>
    </li>
  );
}
