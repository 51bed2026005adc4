import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { requestsQuery, useRequests, type Product } from "@/api/buying";
import { PausingButton } from "@/components/pausing-button";
import { ago } from "@/lib/format";
import { buying as words } from "@/strings/buying";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { PlanList } from "./plan-list";

interface Props {
  products: readonly Product[];
  price?: string;
  quantity?: number;
}

/** For members who may not buy: they say what they need, and see what becomes of it. */
export function AskAdmin({ products, price, quantity = 1 }: Props) {
  const [chosen, setChosen] = useState(price ?? products[0]?.prices[0]?.id ?? "");
  const { data: requests = [] } = useQuery(requestsQuery());
  const { ask, withdraw } = useRequests();
  const mine = requests.find((one) => one.price_id === chosen && one.status !== "withdrawn");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get("note") ?? "").trim();
    void ask.mutateAsync({ price_id: chosen, quantity, note }).then(() => say(words.asked, words.askedMore), sayProblem);
  };
  return (
    <div className="grid max-w-[680px] gap-5">
      <div>
        <h1 className="text-[clamp(26px,3vw,32px)]">{words.askTitle}</h1>
        <p className="mt-1 text-[15px] text-ink-2">{words.askLead}</p>
      </div>
      <PlanList products={products} chosen={chosen} onChoose={(plan) => setChosen(plan.id)} byUse={null} />
      {mine && mine.status !== "declined" ? (
        <div className="flex flex-wrap items-center gap-3 rounded-[16px_16px_16px_6px] bg-[var(--iris-wash)] px-4 py-3 text-[14.5px] text-iris-text">
          <span className="flex-1">{mine.status === "open" ? words.waiting(ago(mine.created_at)) : words.approved}</span>
          {mine.status === "open" && <Button size="sm" busy={withdraw.isPending} onClick={() => void withdraw.mutateAsync(mine.id).then(() => say(words.withdrawn), sayProblem)}>{words.withdraw}</Button>}
        </div>
      ) : (
        <form onSubmit={submit} className="grid gap-4">
          {mine && <p className="rounded-[16px_16px_16px_6px] bg-pollen-wash px-4 py-3 text-[14.5px] text-pollen-text">{words.declined(mine.reason)}</p>}
          <TextArea label={words.askNote} hint={words.askNoteHint} name="note" rows={3} maxLength={500} />
          <PausingButton type="submit" look="primary" busy={ask.isPending} className="justify-self-start">{words.ask}</PausingButton>
        </form>
      )}
    </div>
  );
}
