import { Link, useNavigate } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useErase } from "@/api/own-data";
import { isProblem } from "@/api/problem";
import { teamOf, useOwnSession, type Me } from "@/api/session";
import { accountWords } from "@/strings/account";
import { wordsFor } from "@/strings/common";
import { Button } from "@/ui/button";
import { Dialog, DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { givenOf, Proof } from "./proof";

const words = accountWords.data;
// What the field for the password shows itself, or what is answered by signing in anew.
const AT_THE_FIELD = new Set(["invalid_credentials", "password_incorrect", "invalid_input", "recent_sign_in_required"]);

/** Says what will happen, asks for the address and for who asks; then there is no way back. */
export function EraseDialog({ close }: { close: () => void }) {
  const me = useOwnSession();
  return (
    <Dialog open onOpenChange={close} title={words.dialog}>
      {me && <Form me={me} />}
    </Dialog>
  );
}

function Form({ me }: { me: Me }) {
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const navigate = useNavigate();
  const erase = useErase();
  const same = typed.trim().toLowerCase() === me.user.email.toLowerCase();
  const go = () =>
    erase.mutate(givenOf(me, password), {
      onSuccess: () => {
        say(words.erased, words.erasedMore);
        void navigate({ to: "/" });
      },
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (same) go();
  };
  const team = teamOf(me);
  const owns = team !== null && me.organization.owner_id === me.user.id;
  const refused = isProblem(erase.error) && !AT_THE_FIELD.has(erase.error.code) ? erase.error : null;
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Consequences me={me} />
      {owns && <Blocked text={words.owns(team)} handOn />}
      <TextField label={words.confirm(me.user.email)} type="email" autoComplete="off" value={typed} fault={tried && !same ? words.confirmFault : undefined} onChange={(event) => setTyped(event.target.value)} />
      <Proof value={password} onChange={setPassword} error={refused ? null : erase.error} onShown={go} />
      {refused && <Blocked text={wordsFor(refused.code, refused.detail).detail} handOn={refused.code === "owner_stays"} />}
      <DialogFoot><Button type="submit" look="danger" busy={erase.isPending} disabled={owns || !typed.trim()}>{words.eraseNow}</Button></DialogFoot>
    </form>
  );
}

/** What has to be done before, and where. */
function Blocked({ text, handOn }: { text: string; handOn: boolean }) {
  return (
    <p role="alert" className="line-in rounded-[14px_14px_14px_5px] bg-ember-wash px-3.5 py-2.5 text-[14px] text-ember-text">
      <b className="block font-[650]">{words.stands}</b>{text}
      {handOn && <Link to="/app/account/team" className="mt-1 block w-fit font-[600] underline underline-offset-4">{words.owner}</Link>}
    </p>
  );
}

function Consequences({ me }: { me: Me }) {
  const { key, access, alone, team, books } = words.consequences;
  const name = teamOf(me);
  return (
    <div className="text-[14.5px] text-ink-2">
      <p className="flex items-center gap-2 font-[650] text-ember-text"><TriangleAlert size={17} aria-hidden />{words.what}</p>
      <ul className="mt-2.5 grid list-disc gap-2 ps-5 marker:text-[var(--ember)]">
        {[key, access, alone, ...(name ? [team(name)] : []), books].map((text) => <li key={text}>{text}</li>)}
      </ul>
    </div>
  );
}
