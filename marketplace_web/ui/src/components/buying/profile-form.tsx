import { useQuery } from "@tanstack/react-query";
import { useMemo, type FormEvent } from "react";
import { profileQuery, useSaveProfile, type Profile } from "@/api/billing";
import { Problem } from "@/api/problem";
import { PausingButton } from "@/components/pausing-button";
import { common } from "@/strings/common";
import { profileWords as words } from "@/strings/checkout";
import { DialogFoot } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { countries } from "./countries";

/** Whom invoices are made out to. `onDone` after it was saved. */
export function ProfileForm({ onDone }: { onDone?: () => void }) {
  const { data, error, refetch } = useQuery(profileQuery);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeletons count={3} className="grid gap-3" each="h-12" />;
  return <Filled profile={data} onDone={onDone} />;
}

function Filled({ profile, onDone }: { profile: Profile; onDone?: () => void }) {
  const save = useSaveProfile();
  const options = useMemo(() => [{ value: "", label: words.noCountry }, ...countries()], []);
  const faults = save.error instanceof Problem ? save.error.faults : {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim() || null;
    save.mutate(
      { name: text("name"), email: text("email"), country: text("country"), region: text("region")?.toUpperCase() ?? null, address: text("address"), tax_id: text("tax_id") },
      { onSuccess: () => { say(words.saved); onDone?.(); }, onError: (problem) => Object.keys((problem as Problem).faults ?? {}).length === 0 && sayProblem(problem) },
    );
  };
  const keep = <PausingButton type="submit" look="primary" busy={save.isPending} className="justify-self-start">{common.save}</PausingButton>;
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={words.name} name="name" defaultValue={profile.name ?? ""} maxLength={120} autoComplete="organization" fault={faults.name} />
        <TextField label={words.email} name="email" type="email" defaultValue={profile.email ?? ""} autoComplete="email" fault={faults.email} />
        <SelectField label={words.country} name="country" defaultValue={profile.country ?? ""} options={options} autoComplete="country" fault={faults.country} />
        <TextField label={words.region} name="region" defaultValue={profile.region ?? ""} maxLength={3} hint={words.regionHint} fault={faults.region} />
      </div>
      <TextArea label={words.address} name="address" rows={3} defaultValue={profile.address ?? ""} maxLength={500} autoComplete="street-address" fault={faults.address} />
      <TextField label={words.taxId} name="tax_id" defaultValue={profile.tax_id ?? ""} maxLength={60} hint={words.taxIdHint} fault={faults.tax_id} />
      {onDone ? <DialogFoot>{keep}</DialogFoot> : keep}
    </form>
  );
}
