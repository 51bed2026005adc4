import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { serverToolsQuery, useServer, type Server, type ServerTool } from "@/api/making";
import { Compared } from "@/components/diff/compared";
import { sentence } from "@/lib/format";
import { servers as words } from "@/strings/studio-servers";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { Failed, Skeletons } from "@/ui/states";
import { say, sayProblem } from "@/ui/toast";
import { differencesOf, hostOf, waitingOf } from "./changes";

/** What a server's tools were and are, word by word, and a yes to those that were looked at. */
export default function ChangesDialog({ server, onClose }: { server: Server; onClose: () => void }) {
  const { data, error, refetch } = useQuery(serverToolsQuery(server.id));
  const { accept } = useServer(server.id);
  const [left, setLeft] = useState<Record<string, boolean>>({});
  const waiting = waitingOf(data ?? []);
  // What speaks to models, or hides something, is accepted by a yes of its own alone.
  const taken = waiting.filter((tool) => tool.proposed_digest !== null && (left[tool.name] ?? tool.hidden.length === 0));
  const yes = () =>
    accept.mutate(Object.fromEntries(taken.map((tool) => [tool.name, tool.proposed_digest ?? ""])), {
      onSuccess: () => {
        say(words.accepted, taken.some((tool) => differencesOf(tool).some((one) => one.place === "inputSchema")) ? words.acceptedMore : undefined);
        onClose();
      },
      onError: sayProblem,
    });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={words.dialog(hostOf(server))} description={words.lead} wide>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeletons count={2} className="grid gap-3" each="h-28" />}
      <ul className="grid gap-4">{waiting.map((tool) => <Tool key={tool.name} tool={tool} on={taken.includes(tool)} onToggle={(on) => setLeft({ ...left, [tool.name]: on })} />)}</ul>
      <DialogFoot><Button look="primary" busy={accept.isPending} disabled={taken.length === 0} onClick={yes}>{words.accept(taken.length)}</Button></DialogFoot>
    </Dialog>
  );
}

const LOOKS: Record<string, string> = { changed: "bg-pollen-wash text-pollen-text", new: "bg-iris-wash text-iris-text", removed: "bg-ember-wash text-ember-text" };

function Tool({ tool, on, onToggle }: { tool: ServerTool; on: boolean; onToggle: (on: boolean) => void }) {
  return (
    <li className="min-w-0 overflow-hidden rounded-[16px_16px_16px_6px] border">
      <label className="flex cursor-pointer flex-wrap items-center gap-x-2.5 gap-y-1 border-b bg-surface-2 px-3.5 py-2.5">
        <input type="checkbox" aria-label={words.take(tool.name)} checked={on} onChange={(event) => onToggle(event.target.checked)} className="size-[18px] shrink-0 accent-[var(--brand)]" />
        <b className="mono min-w-0 break-all text-[14px] font-[600]">{tool.name}</b>
        <span className={`rounded-[7px] px-1.5 py-0.5 text-[12px] font-[600] ${LOOKS[tool.status] ?? LOOKS.changed}`}>{words.states[tool.status] ?? tool.status}</span>
      </label>
      {tool.hidden.length > 0 && (
        <div role="note" className="flex gap-2 bg-ember-wash px-3.5 py-2.5 text-[13.5px] text-ember-text">
          <TriangleAlert size={15} className="mt-0.5 shrink-0" aria-hidden />
          <p className="min-w-0 break-words"><b className="font-[650]">{words.hidden}</b>{`: ${tool.hidden.join(" ")}`}</p>
        </div>
      )}
      {tool.status === "removed" && <p className="px-3.5 py-3 text-[14px] text-ink-2">{words.gone}</p>}
      {differencesOf(tool).map((one) => (
        <div key={one.place} className="border-t first-of-type:border-t-0">
          <p className="px-3.5 pt-2.5 text-[13px] font-[600] text-ink-3">{sentence(one.place.replace(/([A-Z])/g, " $1").toLowerCase())}</p>
          <Compared before={one.before} after={one.after} place={`${tool.name}/${one.place}`} nothing={words.nothing} />
        </div>
      ))}
    </li>
  );
}
