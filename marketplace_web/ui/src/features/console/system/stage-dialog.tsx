import type { FormEvent } from "react";
import type { Setting } from "@/api/console/platform";
import { useAct } from "@/api/console/shared";
import { systemWords } from "@/strings/console-system";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextArea } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { ChangeList } from "./changes";
import type { Changes } from "./staging";

const words = systemWords.settings;

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  settings: readonly Setting[];
  changes: Changes;
  onStaged: () => void;
}

/** The difference is looked at before anything is even staged. */
export function StageDialog({ open, onOpenChange, settings, changes, onStaged }: Props) {
  const stage = useAct("POST /v1/admin/settings/drafts");
  const rows = Object.entries(changes).map(([name, after]) => {
    const setting = settings.find((one) => one.name === name);
    return { name, before: setting?.value, after: after === null ? setting?.default : after };
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get("note")).trim();
    stage.mutate({ body: { changes: { ...changes }, note } }, { onSuccess: () => { say(words.staged); onStaged(); }, onError: sayProblem });
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words.dialog} description={words.dialogLead} wide>
      <form onSubmit={submit} className="grid gap-4">
        <ChangeList changes={rows} />
        <TextArea label={words.note} name="note" rows={2} required minLength={3} maxLength={500} hint={words.noteHint} autoFocus />
        <DialogFoot><Button type="submit" look="primary" busy={stage.isPending}>{words.stageIt}</Button></DialogFoot>
      </form>
    </Dialog>
  );
}
