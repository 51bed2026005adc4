import { Server } from "lucide-react";
import type { Question } from "@/api/tries";
import { tries } from "@/strings/tries";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";

const words = tries.consent;

interface Props {
  question: Question;
  action: string;
  busy?: boolean;
  onAgree: () => void;
  /** In a dialog, whose end it then is. */
  asks?: boolean;
}

/** Where data goes, in the hub's own words, and the button that says yes to it. */
export function Consent({ question, action, busy, onAgree, asks }: Props) {
  const yes = <Button look="primary" busy={busy} onClick={onAgree} className="justify-self-start">{action}</Button>;
  return (
    <div className="grid gap-4">
      <p className="text-[14.5px] text-ink-2">{question.text}</p>
      <div>
        <h3 className="text-[13px] text-ink-3">{words.hosts}</h3>
        <ul className="mt-2 grid gap-1.5">
          {question.hosts.map((host) => (
            <li key={host} className="mono flex min-w-0 items-center gap-2 rounded-[12px_12px_12px_4px] bg-surface-2 px-3 py-2 text-[13.5px]"><Server size={15} className="shrink-0 text-brand-text" aria-hidden /><span className="min-w-0 break-all">{host}</span></li>
          ))}
        </ul>
      </div>
      <p className="text-[13px] text-ink-3">{words.recorded}</p>
      {asks ? <DialogFoot>{yes}</DialogFoot> : yes}
    </div>
  );
}

interface DialogProps extends Omit<Props, "question" | "asks"> {
  question: Question | null;
  onClose: () => void;
}

export function ConsentDialog({ question, onClose, ...rest }: DialogProps) {
  return (
    <Dialog open={question !== null} onOpenChange={(open) => !open && onClose()} title={words.title} description={words.lead}>
      {question && <Consent question={question} {...rest} asks />}
    </Dialog>
  );
}
