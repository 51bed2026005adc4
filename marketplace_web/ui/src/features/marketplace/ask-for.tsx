import { useQuery } from "@tanstack/react-query";
import { Lightbulb, X } from "lucide-react";
import { useState, type FormEvent } from "react";
import { isProblem } from "@/api/problem";
import { useSession } from "@/api/session";
import { useWanting, wantedQuery, type WantedAgent } from "@/api/wanted";
import { PausingButton } from "@/components/pausing-button";
import { wanted as words } from "@/strings/wanted";
import { IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const LEAST = 8;
const MOST = 300;

/** Where what is there ends: a sentence about what is not. For whoever is signed in. */
export function AskFor({ q = "" }: { q?: string }) {
  const me = useSession();
  return me ? <Form key={q} q={q} /> : null;
}

function Form({ q }: { q: string }) {
  const { data: mine = [] } = useQuery(wantedQuery);
  const { ask } = useWanting();
  const [text, setText] = useState(q);
  const refused = isProblem(ask.error) && ask.error.status === 422 ? ask.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate(text.trim(), {
      onSuccess: () => {
        setText("");
        say(words.asked);
      },
      onError: (error) => void (!(isProblem(error) && error.status === 422) && sayProblem(error)),
    });
  };
  return (
    <section aria-label={words.title} className="petal-card mt-8 grid gap-x-8 gap-y-5 p-5 md:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)] md:p-6">
      <div className="flex gap-3.5">
        <span className="petal grid size-10 shrink-0 place-items-center bg-wash text-brand-text"><Lightbulb size={19} strokeWidth={1.75} aria-hidden /></span>
        <div><h2 className="text-[18px] !tracking-[-.02em]">{words.title}</h2><p className="mt-1 text-[14px] text-ink-2">{words.lead}</p></div>
      </div>
      <div className="grid min-w-0 content-start gap-4">
        <form onSubmit={submit} className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_auto]">
          <TextField label={words.field} placeholder={words.example} hint={words.hint} required minLength={LEAST} maxLength={MOST} value={text} fault={refused ? (refused.faults.text ?? refused.detail) : undefined} onChange={(event) => setText(event.target.value)} />
          <PausingButton type="submit" look="primary" className="sm:mt-[27px]" busy={ask.isPending} disabled={text.trim().length < LEAST}>{words.ask}</PausingButton>
        </form>
        {mine.length > 0 && <Mine wishes={mine} />}
      </div>
    </section>
  );
}

function Mine({ wishes }: { wishes: readonly WantedAgent[] }) {
  const { ask, withdraw } = useWanting();
  const takeBack = ({ id, text }: WantedAgent) =>
    withdraw.mutate(id, { onSuccess: () => say(words.withdrawn, undefined, () => ask.mutate(text, { onError: sayProblem })), onError: sayProblem });
  return (
    <div>
      <h3 className="text-[13.5px] !tracking-normal [font-family:var(--font-sans)] font-[600] text-ink-2">{words.mine}</h3>
      <ul className="mt-1.5 grid max-h-44 gap-1 overflow-y-auto">
        {wishes.map((one) => (
          <li key={one.id} className="flex items-center gap-2 rounded-[10px] bg-surface-2 py-0.5 pe-1 ps-3 text-[14px]">
            <span className="min-w-0 flex-1 break-words py-1">{one.text}</span>
            <IconButton size="sm" label={words.withdraw(one.text)} disabled={withdraw.isPending} onClick={() => takeBack(one)}><X size={15} /></IconButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
