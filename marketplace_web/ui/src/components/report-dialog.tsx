import { Flag } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useReport, type Report } from "@/api/reviews";
import { useSession } from "@/api/session";
import { PausingButton } from "@/components/pausing-button";
import { reviews } from "@/strings/reviews";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { SelectField, TextArea } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const words = reviews.report;
const REASONS = Object.entries(words.reasons).map(([value, label]) => ({ value, label }));

/** For what breaks the rules: a bad review is no reason. Nobody who is not signed in sees it. */
export function ReportButton({ subject, id }: { subject: Report["subject_type"]; id: string }) {
  const me = useSession();
  const [open, setOpen] = useState(false);
  const report = useReport();
  if (!me) return null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const reason = String(given.get("reason")) as Report["reason"];
    report.mutate(
      { subject_type: subject, subject_id: id, reason, text: String(given.get("text") ?? "").trim() },
      { onSuccess: () => { setOpen(false); say(words.done, words.doneMore); }, onError: sayProblem },
    );
  };
  return (
    <>
      <Button size="sm" look="quiet" onClick={() => setOpen(true)}><Flag size={14} />{words.open}</Button>
      <Dialog open={open} onOpenChange={setOpen} title={words.title} description={words.lead}>
        <form onSubmit={submit} className="grid gap-4">
          <SelectField label={words.reason} name="reason" options={REASONS} />
          <TextArea label={words.text} name="text" rows={3} maxLength={1000} />
          <DialogFoot><PausingButton type="submit" look="primary" busy={report.isPending}>{words.send}</PausingButton></DialogFoot>
        </form>
      </Dialog>
    </>
  );
}
