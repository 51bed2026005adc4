import { CircleCheck, RotateCcw, TriangleAlert } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useServer, type Server } from "@/api/making";
import { ago } from "@/lib/format";
import { servers as words } from "@/strings/studio-servers";
import { Button } from "@/ui/button";
import { sayProblem } from "@/ui/toast";
import { hostOf, waits } from "./changes";

const ChangesDialog = lazy(() => import("./changes-dialog"));

/** A server in a line: as it was approved, or what waits for a decision. */
export function ServerRow({ server }: { server: Server }) {
  const { look } = useServer(server.id);
  const [open, setOpen] = useState(false);
  const n = waits(server);
  const host = hostOf(server);
  const Sign = n > 0 ? TriangleAlert : CircleCheck;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2.5 rounded-[14px_14px_14px_5px] bg-surface-2 px-3.5 py-3">
      <Sign size={18} aria-hidden className={n > 0 ? "text-pollen-text" : "text-fern-text"} />
      <span className="min-w-0 flex-1 basis-[220px] leading-snug">
        {n > 0 ? <b className="block break-words text-[14.5px] font-[600]">{words.differs(n, host)}</b> : <span className="block break-words text-[14px] text-ink-2">{words.same(host, ago(server.checked_at))}</span>}
        {n > 0 && <span className="block text-[13.5px] text-ink-3">{words.refused}</span>}
      </span>
      <span className="flex flex-wrap gap-1.5">
        <Button size="sm" look="quiet" busy={look.isPending} onClick={() => look.mutate(undefined, { onError: sayProblem })}><RotateCcw size={14} />{words.again}</Button>
        {n > 0 && <Button size="sm" look="primary" onClick={() => setOpen(true)}>{words.look}</Button>}
      </span>
      {open && <Suspense><ChangesDialog server={server} onClose={() => setOpen(false)} /></Suspense>}
    </li>
  );
}
