import { useId, useState, type FormEvent, type ReactNode } from "react";
import { TriangleAlert } from "lucide-react";
import { Problem } from "@/api/problem";
import { wordsFor } from "@/strings/common";
import { consoleWords } from "@/strings/console";
import { Button, type Look } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";

const words = consoleWords.risk;

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What follows, a line each: nobody should have to guess. */
  effects: readonly string[];
  confirm: string;
  look?: Look;
  /** Says what was done, once it is. */
  done: string;
  act: (reason: string, given: FormData) => Promise<unknown>;
  /** Without a reason, where the record keeps none. */
  unexplained?: boolean;
  /** What cannot be taken back: this has to be typed first. */
  typed?: string;
  children?: ReactNode;
  wide?: boolean;
}

/** An act that reaches others: says what will happen, asks why, and keeps what was typed if it fails. */
export function Risk({ open, onOpenChange, ...rest }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={rest.title} wide={rest.wide}>
      {open && <RiskForm {...rest} close={() => onOpenChange(false)} />}
    </Dialog>
  );
}

function RiskForm({ effects, confirm, look = "danger", done, act, typed, unexplained, children, close }: Omit<Props, "open" | "onOpenChange"> & { close: () => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [mistyped, setMistyped] = useState(false);
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const wrong = typed !== undefined && String(given.get("typed")).trim() !== typed;
    setMistyped(wrong);
    if (wrong) return;
    setBusy(true);
    setProblem(null);
    act(String(given.get("reason") ?? "").trim(), given)
      .then(() => { close(); say(done); })
      .catch((error: unknown) => { setBusy(false); setProblem(error instanceof Problem ? error : new Problem(0, "unknown", String(error), null, {})); });
  };
  return (
    <form onSubmit={submit} className="grid gap-4 [&>*]:min-w-0" aria-describedby={id}>
      <div id={id} className="rounded-[16px_16px_16px_6px] bg-pollen-wash px-4 py-3 text-[14px]">
        <b className="flex items-center gap-2 font-[650] text-pollen-text"><TriangleAlert size={16} />{words.follows}</b>
        <ul className="mt-1.5 list-disc ps-6">{effects.map((effect) => <li key={effect}>{effect}</li>)}</ul>
      </div>
      {children}
      {!unexplained && <TextArea label={words.reason} name="reason" rows={2} required minLength={3} maxLength={500} autoFocus={!children} hint={words.reasonHint} fault={problem?.faults.reason} />}
      {typed !== undefined && <TextField label={words.typed(typed)} name="typed" required autoComplete="off" spellCheck={false} fault={mistyped ? words.mistyped : undefined} />}
      {problem && <p role="alert" className="text-[14px] font-[550] text-ember-text">{wordsFor(problem.code, problem.detail).detail} {Object.values(problem.faults).join(" ")}</p>}
      <DialogFoot><Button type="submit" look={look} busy={busy}>{confirm}</Button></DialogFoot>
    </form>
  );
}
