import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { membersQuery, useChangeSubscription, type Subscription } from "@/api/billing";
import { billing } from "@/strings/billing";
import { common } from "@/strings/common";
import { Button } from "@/ui/button";
import { DialogFoot } from "@/ui/dialog";
import { CheckField } from "@/ui/check";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

const words = billing.plans;

/** Who has a seat; never more people than there are seats. */
export function SeatsDialog({ subscription: one, onDone }: { subscription: Subscription; onDone: () => void }) {
  const { data: members, error, refetch } = useQuery(membersQuery);
  const [given, setGiven] = useState<ReadonlySet<string>>(() => new Set(one.seats));
  const change = useChangeSubscription(one.id);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!members) return <Skeletons count={3} className="grid gap-3" each="h-9" />;
  const full = given.size >= one.quantity;
  const turn = (id: string, on: boolean) => setGiven((before) => new Set(on ? [...before, id] : [...before].filter((seat) => seat !== id)));
  return (
    <div className="grid gap-4">
      <div className="grid max-h-[40vh] gap-3 overflow-y-auto pe-1">
        {members.map((member) => (
          <CheckField key={member.user_id} checked={given.has(member.user_id)} onChange={(on) => (on && full ? undefined : turn(member.user_id, on))} label={member.name || member.email} hint={member.name ? member.email : undefined} />
        ))}
      </div>
      <p role="status" className="num text-[14px] text-ink-2">{words.seats(given.size, one.quantity)}{full && <span className="block text-ink-3">{words.seatsFull}</span>}</p>
      <DialogFoot><Button look="primary" busy={change.isPending} onClick={() => change.mutate({ seats: [...given] }, { onSuccess: () => { say(words.done); onDone(); }, onError: sayProblem })}>{common.save}</Button></DialogFoot>
    </div>
  );
}
