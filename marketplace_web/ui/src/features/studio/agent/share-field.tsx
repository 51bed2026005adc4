import { rollout as words } from "@/strings/rollout";
import { SelectField } from "@/ui/field";

export const EVERYBODY = 100;
const SHARES = [1, 5, 10, 25, 50] as const;
const OPTIONS = [{ value: String(EVERYBODY), label: words.everybody }, ...SHARES.map((share) => ({ value: String(share), label: words.some(share) }))];

/** For whom a version is to answer: everybody, or a share for now. */
export function ShareField({ value, onChange }: { value: number; onChange: (share: number) => void }) {
  return <SelectField label={words.share} hint={value === EVERYBODY ? undefined : words.shareHint} options={OPTIONS} value={String(value)} onChange={(event) => onChange(Number(event.target.value))} />;
}
