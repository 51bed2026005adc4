import { useQuery } from "@tanstack/react-query";
import { Bot, Building2, KeyRound, Plus, UserRound } from "lucide-react";
import { useState } from "react";
import { call } from "@/api/client";
import { budgetsQuery, type Budget } from "@/api/organization";
import { credits } from "@/lib/format";
import { budgetWords as words } from "@/strings/budgets";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { BudgetForm } from "./budget-form";
import { sharesOf, toneOf } from "./budget-shares";
import { Group } from "./parts";
import { OrganizationPage } from "./section";
import { useAct } from "./use-act";
import { useSubjects } from "./use-subjects";

const SCOPES = ["organization", "user", "key", "agent"] as const;
const ICONS = { organization: Building2, user: UserRound, key: KeyRound, agent: Bot };

export default function BudgetsPage() {
  const { data, error, refetch } = useQuery(budgetsQuery);
  const [asked, setAsked] = useState<Budget | "new" | null>(null);
  const nameOf = useSubjects();
  const add = <Button look="primary" onClick={() => setAsked("new")}><Plus size={16} />{words.add}</Button>;
  const known = asked === "new" ? null : asked;
  return (
    <OrganizationPage title={words.title} lead={words.lead} action={data && data.length > 0 && add}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={3} className="grid gap-4" each="h-24 !rounded-[20px]" />}
      {data?.length === 0 && <div className="petal-card"><Empty seed="budgets" title={words.emptyTitle} action={add}>{words.empty}</Empty></div>}
      {SCOPES.map((scope) => {
        const some = data?.filter((one) => one.scope === scope) ?? [];
        return some.length > 0 && <Group key={scope} title={words.scopes[scope]}>{some.map((one) => <Line key={one.id} budget={one} name={nameOf(one)} onEdit={() => setAsked(one)} />)}</Group>;
      })}
      <Dialog open={asked !== null} onOpenChange={() => setAsked(null)} title={known ? words.editTitle(nameOf(known)) : words.add}>
        <BudgetForm known={known} onDone={() => setAsked(null)} />
      </Dialog>
    </OrganizationPage>
  );
}

function Line({ budget, name, onEdit }: { budget: Budget; name: string; onEdit: () => void }) {
  const { scope, scope_id, period, amount } = budget;
  const back = useAct(() => call("PUT /v1/budgets", { body: { scope, scope_id, period, amount } }), { stale: ["budgets", "audit"] });
  const remove = useAct(() => call("DELETE /v1/budgets/{budget_id}", { path: { budget_id: budget.id } }), { stale: ["budgets", "audit"], done: words.removed, undo: () => back.mutate(undefined) });
  const shares = sharesOf(budget);
  const tone = toneOf(shares);
  const Icon = ICONS[budget.scope];
  return (
    <div className="flex flex-wrap items-center gap-x-3.5 gap-y-3 px-4 py-4 sm:px-5">
      <span className="petal grid size-9 shrink-0 place-items-center bg-wash text-brand-text"><Icon size={17} /></span>
      <span className="min-w-0 flex-[1_1_200px]">
        <b className="block truncate text-[14.5px] font-[600]">{name}</b>
        <span className="num block text-[13px] text-ink-3">{words.of(credits(budget.used), credits(budget.amount))} {words.periods[budget.period]}</span>
      </span>
      <span className={`num text-[13.5px] font-[600] ${tone === "ember" ? "text-ember-text" : tone === "pollen" ? "text-pollen-text" : "text-ink-2"}`}>{shares.left > 0 ? words.left(credits(String(shares.left))) : words.over}</span>
      <span className="flex gap-2 max-sm:order-1"><Button size="sm" onClick={onEdit}>{words.edit}</Button><Button size="sm" look="danger" busy={remove.isPending} onClick={() => remove.mutate(undefined)}>{words.remove}</Button></span>
      <div role="img" aria-label={words.label(name, Math.round(shares.used + shares.held))} className="flex h-2 basis-full gap-[2px] overflow-hidden rounded-full bg-sunk">
        <i className="block rounded-full transition-[width] duration-500" style={{ width: `${shares.used}%`, background: `var(--${tone})` }} />
        {shares.held > 0 && <i className="block rounded-full opacity-45" style={{ width: `${shares.held}%`, background: `var(--${tone})` }} />}
      </div>
      {Number(budget.held) > 0 && <p className="basis-full text-[13px] text-ink-3">{words.held(credits(budget.held))}</p>}
    </div>
  );
}
