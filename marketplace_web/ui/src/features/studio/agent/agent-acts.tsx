import { useNavigate } from "@tanstack/react-router";
import { Archive, ArchiveRestore, Copy } from "lucide-react";
import { useState } from "react";
import type { Agent } from "@/api/catalog";
import { useKeeping } from "@/api/making";
import { keeping as words } from "@/strings/studio-keeping";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { say, sayProblem } from "@/ui/toast";

type Named = Pick<Agent, "id" | "name">;

/** A copy of an agent, and its rest. */
export default function AgentActs({ agent }: { agent: Agent }) {
  const navigate = useNavigate();
  const { copy } = useKeeping(agent.id);
  const begin = () =>
    copy.mutate(undefined, {
      onSuccess: (made) => {
        say(words.copied(made.name));
        void navigate({ to: "/studio/new", search: { draft: made.id } as never });
      },
      onError: sayProblem,
    });
  return (
    <>
      <Button busy={copy.isPending} onClick={begin}><Copy size={15} />{words.copy}</Button>
      {agent.status === "archived" ? <Restore agent={agent} /> : <ArchiveButton agent={agent} />}
    </>
  );
}

function ArchiveButton({ agent }: { agent: Named }) {
  const [asking, setAsking] = useState(false);
  const { archive, restore } = useKeeping(agent.id);
  const takeBack = () => restore.mutate(undefined, { onSuccess: () => say(words.restored(agent.name)), onError: sayProblem });
  const put = () =>
    archive.mutate(undefined, {
      onSuccess: () => {
        setAsking(false);
        say(words.archived(agent.name), undefined, takeBack);
      },
      onError: sayProblem,
    });
  return (
    <>
      <Button look="quiet" onClick={() => setAsking(true)}><Archive size={15} />{words.archive}</Button>
      <Dialog open={asking} onOpenChange={setAsking} title={words.archiveTitle(agent.name)} description={words.archiveLead}>
        <DialogFoot><Button look="danger" busy={archive.isPending} onClick={put}>{words.archive}</Button></DialogFoot>
      </Dialog>
    </>
  );
}

export function Restore({ agent, size }: { agent: Named; size?: "sm" }) {
  const { restore } = useKeeping(agent.id);
  const bring = () => restore.mutate(undefined, { onSuccess: () => say(words.restored(agent.name)), onError: sayProblem });
  return <Button size={size} busy={restore.isPending} onClick={bring}><ArchiveRestore size={15} />{words.restore}</Button>;
}
