import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Panel } from "@/components/page-head";
import { Sigil } from "@/brand/sigil";
import { ago } from "@/lib/format";
import { studio } from "@/strings/studio";
import { Button, ButtonLink, IconButton } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { textOf } from "./wizard/draft";
import { useDrafts } from "./wizard/store";

const words = studio.home;

/** What was begun here, and is not described far enough for the hub to keep it. */
export function LocalDrafts({ known }: { known: readonly string[] }) {
  const { drafts, drop } = useDrafts();
  const [gone, setGone] = useState<string | null>(null);
  const mine = Object.values(drafts).filter((draft) => draft.agentId === null && draft.kind !== null && !known.includes(draft.id)).toSorted((a, b) => b.changed - a.changed);
  if (mine.length === 0) return null;
  return (
    <Panel title={words.drafts}>
      <ul className="grid gap-2">
        {mine.map((draft) => (
          <li key={draft.id} className="flex items-center gap-3 rounded-[14px_14px_14px_5px] bg-surface-2 px-3 py-2.5">
            <Sigil id={draft.id} size={34} />
            <span className="min-w-0 flex-1 leading-tight"><b className="block truncate text-[14.5px] font-[600]">{words.draftOf(textOf(draft.manifest, "name"))}</b><span className="text-[12.5px] text-ink-3">{words.draftAge(ago(new Date(draft.changed).toISOString()))}</span></span>
            <ButtonLink to="/studio/new" search={{ draft: draft.id }} size="sm">{words.resume}</ButtonLink>
            <IconButton size="sm" label={words.discard} onClick={() => setGone(draft.id)}><Trash2 size={15} /></IconButton>
          </li>
        ))}
      </ul>
      <Dialog open={gone !== null} onOpenChange={(open) => !open && setGone(null)} title={words.discardTitle} description={words.discardLead}>
        <DialogFoot><Button look="danger" onClick={() => { if (gone) drop(gone); setGone(null); }}>{words.discard}</Button></DialogFoot>
      </Dialog>
    </Panel>
  );
}
