import { Activity, History } from "lucide-react";
import { useState } from "react";
import type { RunState } from "@/components/run/run-state";
import { ask } from "@/strings/ask";
import { threads } from "@/strings/threads";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Watched } from "./inspector";
import { ThreadList } from "./threads";

interface Props {
  state: RunState;
  agentId: string;
  threadId: string | null;
  onThread: (thread: string | null) => void;
}

/** Where the columns beside the conversation have no room, each opens from below. */
export function Narrow({ state, agentId, threadId, onThread }: Props) {
  const [open, setOpen] = useState<"threads" | "run" | null>(null);
  const close = () => setOpen(null);
  const choose = (thread: string | null) => {
    onThread(thread);
    close();
  };
  return (
    <div className="mb-3 flex gap-2 xl:hidden">
      <Button size="sm" aria-haspopup="dialog" onClick={() => setOpen("threads")}><History size={15} />{threads.label}</Button>
      <Button size="sm" aria-haspopup="dialog" className="ms-auto lg:!hidden" onClick={() => setOpen("run")}><Activity size={15} />{ask.inspector}</Button>
      <Dialog sheet open={open === "threads"} onOpenChange={close} title={threads.label}><ThreadList chosen={threadId} onChoose={choose} /></Dialog>
      <Dialog sheet open={open === "run"} onOpenChange={close} title={ask.inspector}><Watched state={state} agentId={agentId} /></Dialog>
    </div>
  );
}
