import { useMutation } from "@tanstack/react-query";
import { CircleCheck, Play } from "lucide-react";
import { useState, type FormEvent } from "react";
import { ScimFailed, seenWith, type Seen } from "@/api/scim";
import { signInWords } from "@/strings/sign-in-settings";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Note } from "./parts";

const words = signInWords.directory.scim.test;

/** Tries the token that was made just now, which is in nobody else's hands yet. */
export function TestNew({ token }: { token: string }) {
  const test = useMutation({ mutationFn: () => seenWith(token) });
  return (
    <div className="grid gap-3">
      <div><Button busy={test.isPending} onClick={() => test.mutate()}>{!test.isPending && <Play size={15} />}{words.run}</Button></div>
      <Outcome seen={test.data} error={test.error} />
    </div>
  );
}

/** Tries one that is in use: the hub keeps none, so whoever asks has to have it. */
export function TestDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words.title} description={words.lead}>
      {open && <TestForm />}
    </Dialog>
  );
}

function TestForm() {
  const [token, setToken] = useState("");
  const test = useMutation({ mutationFn: () => seenWith(token.trim()) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField label={words.token} hint={words.tokenHint} type="password" autoComplete="off" required maxLength={200} value={token} onChange={(event) => { setToken(event.target.value); test.reset(); }} />
      <Outcome seen={test.data} error={test.error} />
      <DialogFoot><Button type="submit" look="primary" busy={test.isPending}>{words.run}</Button></DialogFoot>
    </form>
  );
}

function Outcome({ seen, error }: { seen: Seen | undefined; error: Error | null }) {
  return (
    <div role="status" className="grid gap-3 empty:hidden">
      {seen && (
        <>
          <ul className="flex flex-wrap gap-2">
            {[words.reached, words.taken, words.people(seen.people), words.groups(seen.groups)].map((step) => <li key={step} className="chip !bg-fern-wash !text-fern-text"><CircleCheck size={14} className="pop" />{step}</li>)}
          </ul>
          <Note tone="fern">{seen.people + seen.groups === 0 ? words.empty : words.fine}</Note>
        </>
      )}
      {error && <Note tone="ember">{wrong(error)}</Note>}
    </div>
  );
}

function wrong(error: Error): string {
  if (!(error instanceof ScimFailed)) return words.failed(0);
  if (error.refused) return words.refused;
  return error.status === 0 ? words.unreached : words.failed(error.status);
}
