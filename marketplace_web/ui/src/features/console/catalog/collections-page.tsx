import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Pencil, Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { allCategoriesQuery, allCollectionsQuery, type Collection } from "@/api/console/platform";
import { useAct } from "@/api/console/shared";
import { PageHead } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { common } from "@/strings/common";
import { consoleWords } from "@/strings/console";
import { systemWords } from "@/strings/console-system";
import { Button, IconButton } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { Badge } from "../parts/bits";
import { listed } from "@/lib/format";
import { SLUG } from "./category-dialog";

const { collections: words, categories: shared } = systemWords;
const { risk } = consoleWords;
type Sort = Collection["rule"]["sort"];
const SORTS = Object.entries(words.sorts).map(([value, label]) => ({ value, label }));

/** `a, b,, c` as three. */
export const names = (text: string): string[] => text.split(",").map((one) => one.trim()).filter((one) => one !== "");

export default function CollectionsPage() {
  const { data, error, isPending, refetch } = useQuery(allCollectionsQuery);
  const [edited, setEdited] = useState<Collection | "new" | null>(null);
  const known = edited === "new" ? null : edited;
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<Button look="primary" onClick={() => setEdited("new")}><Plus size={16} />{words.add}</Button>} />
      {isPending && <Skeletons count={4} className="grid gap-3 md:grid-cols-2" each="h-40" />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data?.data.length === 0 && <Empty seed="collections" title={words.empty.title} className="petal-card">{words.empty.text}</Empty>}
      <ul className="grid gap-4 md:grid-cols-2">{data?.data.map((one) => <Card key={one.slug} one={one} onEdit={() => setEdited(one)} />)}</ul>
      <Dialog open={edited !== null} onOpenChange={(open) => !open && setEdited(null)} title={known ? words.editTitle(known.title) : words.addTitle} wide>
        {edited !== null && <Form key={known?.slug ?? "new"} known={known} last={Math.max(0, ...(data?.data ?? []).map((one) => one.position))} onClose={() => setEdited(null)} />}
      </Dialog>
    </>
  );
}

function Card({ one, onEdit }: { one: Collection; onEdit: () => void }) {
  const { rule } = one;
  const { data } = useQuery(allCategoriesQuery);
  const categories = rule.categories?.map((slug) => data?.data.find((category) => category.slug === slug)?.name ?? slug);
  const parts = [[words.listings, rule.listings], [words.categories, categories], [words.tags, rule.tags]] as const;
  return (
    <li className="petal-card flex min-w-0 flex-col gap-3 p-5">
      <div className="flex items-start gap-3">
        <Sigil id={one.slug} size={40} />
        <div className="min-w-0 flex-1"><h2 className="text-[18px] !tracking-[-.02em]">{one.title}</h2><p className="text-[14px] text-ink-2">{one.description}</p></div>
        <IconButton size="sm" label={words.editTitle(one.title)} onClick={onEdit}><Pencil size={15} /></IconButton>
      </div>
      <dl className="grid gap-1.5 text-[13.5px]">
        {parts.map(([label, values]) => (values ?? []).length > 0 && <div key={label} className="flex flex-wrap gap-x-2"><dt className="text-ink-3">{label}</dt><dd className="min-w-0 break-words">{listed(values ?? [])}</dd></div>)}
        <div className="flex gap-2"><dt className="text-ink-3">{words.sort}</dt><dd>{words.sorts[rule.sort ?? "rating"]}</dd></div>
      </dl>
      <div className="mt-auto flex items-center gap-3">{one.archived ? <Badge tone="calm">{shared.archivedMark}</Badge> : <Link to={`/collections/${one.slug}`} className="link text-[14px]">{words.see}</Link>}</div>
    </li>
  );
}

function Form({ known, last, onClose }: { known: Collection | null; last: number; onClose: () => void }) {
  const set = useAct("PUT /v1/admin/collections/{collection}");
  const rule = known?.rule;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    const body = {
      title: text("title"), description: text("description"), position: known?.position ?? Math.min(10_000, last + 10), archived: given.get("archived") === "on", reason: text("reason") || null,
      rule: { listings: names(text("listings")), categories: names(text("categories")), tags: names(text("tags")), sort: text("sort") as Sort },
    };
    set.mutate({ path: { collection: known?.slug ?? text("slug") }, body }, { onSuccess: () => { onClose(); say(shared.saved); }, onError: sayProblem });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={words.name} name="title" required maxLength={80} defaultValue={known?.title} autoFocus />
      {!known && <TextField label={shared.slug} name="slug" required pattern={SLUG} maxLength={48} hint={shared.slugHint} className="mono" />}
      <TextArea label={shared.description} name="description" rows={2} maxLength={300} defaultValue={known?.description} />
      <TextField label={words.listings} name="listings" defaultValue={rule?.listings?.join(", ")} hint={words.listHint} className="mono !text-[13.5px]" />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={words.categories} name="categories" defaultValue={rule?.categories?.join(", ")} className="mono !text-[13.5px]" />
        <TextField label={words.tags} name="tags" defaultValue={rule?.tags?.join(", ")} className="mono !text-[13.5px]" />
      </div>
      <SelectField label={words.sort} name="sort" options={SORTS} defaultValue={rule?.sort ?? "rating"} />
      {known && <label className="flex cursor-pointer items-center gap-2.5 text-[14.5px]"><input type="checkbox" name="archived" defaultChecked={known.archived} className="size-[18px] accent-[var(--brand)]" />{shared.archived}</label>}
      {known && <TextArea label={risk.reason} name="reason" rows={2} required minLength={3} maxLength={500} hint={risk.reasonHint} />}
      <DialogFoot><Button type="submit" look="primary" busy={set.isPending}>{common.save}</Button></DialogFoot>
    </form>
  );
}
