import { type FormEvent } from "react";
import type { Category } from "@/api/console/platform";
import { useAct } from "@/api/console/shared";
import { common } from "@/strings/common";
import { consoleWords } from "@/strings/console";
import { systemWords } from "@/strings/console-system";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { parentsFor } from "./tree";

const words = systemWords.categories;
const { risk } = consoleWords;
export const SLUG = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

export function CategoryDialog({ edited, all, onClose }: { edited: Category | "new" | null; all: readonly Category[]; onClose: () => void }) {
  const known = edited === "new" ? null : edited;
  return (
    <Dialog open={edited !== null} onOpenChange={(open) => !open && onClose()} title={known ? words.editTitle(known.name) : words.addTitle}>
      {edited !== null && <Form key={known?.slug ?? "new"} known={known} all={all} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ known, all, onClose }: { known: Category | null; all: readonly Category[]; onClose: () => void }) {
  const set = useAct("PUT /v1/admin/categories/{category}");
  const parents = [{ value: "", label: words.top }, ...parentsFor(all, known?.slug ?? null).map((one) => ({ value: one.slug, label: one.name }))];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    const last = Math.max(0, ...all.map((one) => one.position));
    const body = { name: text("name"), description: text("description"), parent: text("parent") || null, position: known?.position ?? Math.min(10_000, last + 10), archived: given.get("archived") === "on", reason: text("reason") || null };
    set.mutate({ path: { category: known?.slug ?? text("slug") }, body }, { onSuccess: () => { onClose(); say(words.saved); }, onError: sayProblem });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={words.name} name="name" required maxLength={60} defaultValue={known?.name} autoFocus />
      {!known && <TextField label={words.slug} name="slug" required pattern={SLUG} maxLength={48} hint={words.slugHint} className="mono" />}
      <TextArea label={words.description} name="description" rows={2} maxLength={300} defaultValue={known?.description} />
      <SelectField label={words.parent} name="parent" options={parents} defaultValue={known?.parent ?? ""} />
      {known && <label className="flex cursor-pointer items-center gap-2.5 text-[14.5px]"><input type="checkbox" name="archived" defaultChecked={known.archived} className="size-[18px] accent-[var(--brand)]" />{words.archived}</label>}
      {known && <TextArea label={risk.reason} name="reason" rows={2} required minLength={3} maxLength={500} hint={risk.reasonHint} />}
      <DialogFoot><Button type="submit" look="primary" busy={set.isPending}>{common.save}</Button></DialogFoot>
    </form>
  );
}
