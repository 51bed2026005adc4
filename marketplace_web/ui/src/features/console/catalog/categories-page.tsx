import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp, Pencil, Plus } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { allCategoriesQuery, type Category } from "@/api/console/platform";
import { useAct } from "@/api/console/shared";
import { PageHead } from "@/components/page-head";
import { systemWords } from "@/strings/console-system";
import { Button, IconButton } from "@/ui/button";
import { Empty, Failed, Skeletons } from "@/ui/states";
import { sayProblem } from "@/ui/toast";
import { Badge } from "../parts/bits";
import { CategoryDialog } from "./category-dialog";
import { linesOf, moved, type Branch } from "./tree";

const words = systemWords.categories;

export default function CategoriesPage() {
  const { data, error, isPending, refetch } = useQuery(allCategoriesQuery);
  const [edited, setEdited] = useState<Category | "new" | null>(null);
  const [heard, setHeard] = useState("");
  const set = useAct("PUT /v1/admin/categories/{category}");
  const all = data?.data ?? [];
  const move = async (branch: Branch, by: 1 | -1) => {
    try {
      for (const { category, position } of moved(all, branch.category.slug, by)) {
        const { slug, listings: _, ...body } = category;
        // One after the other: each is an act of its own on the record.
        // oxlint-disable-next-line no-await-in-loop
        await set.mutateAsync({ path: { category: slug }, body: { ...body, position } });
      }
      setHeard(words.moved(branch.category.name, branch.at + 1 + by));
    } catch (fault) {
      sayProblem(fault);
    }
  };
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<Button look="primary" onClick={() => setEdited("new")}><Plus size={16} />{words.add}</Button>} />
      <p className="sr-only" role="status">{heard}</p>
      {isPending && <Skeletons count={8} className="grid gap-2" each="h-12" />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && all.length === 0 && <Empty seed="categories" title={words.empty.title} className="petal-card">{words.empty.text}</Empty>}
      {all.length > 0 && (
        <ul className="petal-card p-2" aria-busy={set.isPending}>
          {linesOf(all).map((branch) => <Line key={branch.category.slug} branch={branch} busy={set.isPending} onMove={(by) => void move(branch, by)} onEdit={() => setEdited(branch.category)} />)}
        </ul>
      )}
      <CategoryDialog edited={edited} all={all} onClose={() => setEdited(null)} />
    </>
  );
}

function Line({ branch, busy, onMove, onEdit }: { branch: Branch; busy: boolean; onMove: (by: 1 | -1) => void; onEdit: () => void }) {
  const { category, depth, at, of } = branch;
  const pressed = (event: KeyboardEvent) => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!event.altKey || !by) return;
    event.preventDefault();
    if (!busy) onMove(by);
  };
  return (
    <li className="flex min-h-12 items-center gap-2 border-b px-2 py-1.5 last:border-b-0 hover:bg-surface-2" style={{ paddingInlineStart: `${8 + depth * 26}px` }}>
      {depth > 0 && <i aria-hidden className="h-px w-3 bg-[var(--line-2)]" />}
      <span className="min-w-0 flex-1">
        <b className="font-[600]">{category.name}</b> <span className="mono text-[12px] text-ink-3 max-sm:block">{category.slug}</span>
        {category.description && <span className="block truncate text-[13px] text-ink-3">{category.description}</span>}
      </span>
      {category.archived ? <Badge tone="calm">{words.archivedMark}</Badge> : <span className="num text-[13px] text-ink-3 max-sm:hidden">{words.listings(category.listings)}</span>}
      {!category.archived && (
        <>
          <IconButton size="sm" label={words.up(category.name)} disabled={at === 0} aria-disabled={busy} onKeyDown={pressed} onClick={() => !busy && onMove(-1)}><ChevronUp size={17} /></IconButton>
          <IconButton size="sm" label={words.down(category.name)} disabled={at === of - 1} aria-disabled={busy} onKeyDown={pressed} onClick={() => !busy && onMove(1)}><ChevronDown size={17} /></IconButton>
        </>
      )}
      <IconButton size="sm" label={words.editTitle(category.name)} onKeyDown={pressed} onClick={onEdit}><Pencil size={15} /></IconButton>
    </li>
  );
}
