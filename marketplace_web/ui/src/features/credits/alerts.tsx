import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { alertsQuery, useSaveAlerts, type Alerts as Given } from "@/api/later";
import { Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { credits } from "@/lib/format";
import { alertWords as words } from "@/strings/alerts";
import { CheckField } from "@/ui/check";
import { TextField } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

const STEPS = [50, 80, 100];
const AMOUNT = "\\d{1,9}(\\.\\d{1,6})?";

/** Notices of spending; what stops it is a limit, beside this. */
export function Alerts() {
  const { data, error, refetch } = useQuery(alertsQuery);
  return (
    <Panel title={words.title}>
      <p className="-mt-2 mb-4 text-[14.5px] text-ink-2">{words.lead}</p>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={2} className="grid gap-3" each="h-12" />}
      {data && <Form current={data} />}
    </Panel>
  );
}

function Form({ current }: { current: Given }) {
  const [percents, setPercents] = useState<readonly number[]>(current.percents);
  const save = useSaveAlerts();
  const steps = [...new Set([...STEPS, ...current.percents])].toSorted((a, b) => a - b);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const amount = (name: string) => String(given.get(name) ?? "").trim() || null;
    const body = { low_balance: amount("low"), monthly_spend: amount("month"), percents: [...percents] };
    const told = body.low_balance !== null || percents.length > 0;
    save.mutate(body, { onSuccess: () => say(told ? words.saved : words.off), onError: sayProblem });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={words.low} name="low" inputMode="decimal" pattern={AMOUNT} placeholder={words.empty} defaultValue={current.low_balance ?? ""} />
        <TextField label={words.month} name="month" inputMode="decimal" pattern={AMOUNT} placeholder={words.empty} defaultValue={current.monthly_spend ?? ""} hint={words.spent(credits(current.spent_this_month))} />
      </div>
      <fieldset>
        <legend className="mb-2 text-[13.5px] font-[600] text-ink-2">{words.percents}</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {steps.map((step) => (
            <CheckField key={step} label={words.percent(step)} checked={percents.includes(step)} onChange={(on) => setPercents(on ? [...percents, step] : percents.filter((one) => one !== step))} />
          ))}
        </div>
      </fieldset>
      <PausingButton type="submit" look="primary" busy={save.isPending} className="justify-self-start">{words.save}</PausingButton>
    </form>
  );
}
