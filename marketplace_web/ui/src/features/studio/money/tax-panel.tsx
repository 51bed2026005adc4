import { useQuery } from "@tanstack/react-query";
import { IdCard } from "lucide-react";
import { useMemo, useState, type FormEvent } from "react";
import { taxQuery, useSaveTax, type TaxDetails } from "@/api/earning";
import { isProblem } from "@/api/problem";
import { countries, countryName } from "@/components/buying/countries";
import { Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { onDay } from "@/lib/format";
import { taxWords as words } from "@/strings/tax";
import { Button } from "@/ui/button";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";

/** Who is paid, before the law. The number is never shown again but by its end. */
export function TaxPanel() {
  const { data, error, refetch } = useQuery(taxQuery);
  const [editing, setEditing] = useState(false);
  return (
    <Panel title={words.title}>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeletons count={1} each="h-16" />}
      {data && !editing && <Given details={data} onChange={() => setEditing(true)} />}
      {data === null && <p className="mb-4 rounded-[14px_14px_14px_5px] bg-pollen-wash px-3.5 py-2.5 text-[14px] text-pollen-text">{words.needed}</p>}
      {data !== undefined && (editing || data === null) && <Form details={data} onDone={() => setEditing(false)} />}
    </Panel>
  );
}

function Given({ details, onChange }: { details: TaxDetails; onChange: () => void }) {
  return (
    <div className="flex items-start gap-3">
      <span className="petal grid size-10 shrink-0 place-items-center bg-wash text-brand-text"><IdCard size={19} strokeWidth={1.75} aria-hidden /></span>
      <p className="min-w-0 flex-1 break-words text-[14.5px]">
        <b className="block font-[650]">{details.legal_name}</b>
        <span className="block whitespace-pre-line text-ink-2">{details.address}{"\n"}{countryName(details.country)}</span>
        <span className="mono mt-1 block text-[13px] text-ink-3">{words.number(details.tax_id)}</span>
        <span className="block text-[13px] text-ink-3">{words.given(onDay(details.updated_at))}</span>
      </p>
      <Button size="sm" onClick={onChange}>{words.change}</Button>
    </div>
  );
}

function Form({ details, onDone }: { details: TaxDetails | null; onDone: () => void }) {
  const save = useSaveTax();
  const options = useMemo(() => [{ value: "", label: words.choose }, ...countries()], []);
  const faults = isProblem(save.error) ? save.error.faults : {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    const body = { legal_name: text("legal_name"), address: text("address").replaceAll("\r\n", "\n"), country: text("country"), tax_id: text("tax_id") };
    save.mutate(body, { onSuccess: () => { say(words.saved); onDone(); }, onError: sayProblem });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <p className="-mt-1 text-[14px] text-ink-2">{words.lead}</p>
      <TextField label={words.name} hint={words.nameHint} name="legal_name" required minLength={2} maxLength={200} autoComplete="name" defaultValue={details?.legal_name} fault={faults.legal_name} />
      <TextArea label={words.address} name="address" required minLength={5} maxLength={500} rows={3} autoComplete="street-address" defaultValue={details?.address} fault={faults.address} />
      <SelectField label={words.country} name="country" required options={options} defaultValue={details?.country ?? ""} autoComplete="country" fault={faults.country} />
      <TextField label={words.taxId} name="tax_id" hint={details ? words.again : undefined} required minLength={4} maxLength={30} autoComplete="off" className="mono" fault={faults.tax_id} />
      <PausingButton type="submit" look="primary" className="justify-self-start" busy={save.isPending}>{words.save}</PausingButton>
    </form>
  );
}
