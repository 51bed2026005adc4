import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Plus, Trash2 } from "lucide-react";
import { threadsQuery, useRemoveThread } from "@/api/threads";
import { Sigil } from "@/brand/sigil";
import { ago } from "@/lib/format";
import { threads as words } from "@/strings/threads";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/confirm-button";
import { sayProblem } from "@/ui/toast";

interface Props {
  chosen: string | null;
  onChoose: (thread: string | null) => void;
}

/** Earlier conversations beside the present one, where there is room for them. */
export function Threads(props: Props) {
  return <nav aria-label={words.label} className="hidden min-w-0 xl:block"><ThreadList {...props} /></nav>;
}

/** Earlier conversations, to read or to go on with. */
export function ThreadList({ chosen, onChoose }: Props) {
  const { data = [] } = useQuery(threadsQuery);
  const remove = useRemoveThread();
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Button size="sm" onClick={() => onChoose(null)}><Plus size={15} />{words.fresh}</Button>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
        {data.map((thread) => (
          <li key={thread.id} className={clsx("group relative flex items-center gap-2 rounded-[10px] px-2 py-1.5", thread.id === chosen ? "bg-wash" : "hover:bg-sunk")}>
            <Sigil id={thread.agent_id} size={22} />
            <button type="button" aria-current={thread.id === chosen} onClick={() => onChoose(thread.id)} className="min-w-0 flex-1 rounded text-start after:absolute after:inset-0">
              <span className="block truncate text-[13.5px] font-[550]">{thread.title || words.untitled}</span>
              <span className="block text-[12px] text-ink-3">{ago(thread.updated_at)}</span>
            </button>
            <ConfirmButton look="quiet" label={words.remove(thread.title || words.untitled)} ask={words.removeAsk} size="sm" className="!absolute end-1 z-10 !border-line !bg-surface !px-2 focus-visible:opacity-100 group-hover:opacity-100 md:opacity-0" onConfirm={() => remove.mutate(thread.id, { onError: sayProblem, onSuccess: () => thread.id === chosen && onChoose(null) })}>
              <Trash2 size={14} />
            </ConfirmButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
