import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { teamOf, useSession, useSignedIn } from "@/api/session";
import { Sigil } from "@/brand/sigil";
import { PageHead, Panel } from "@/components/page-head";
import { PausingButton } from "@/components/pausing-button";
import { teamWords } from "@/strings/team";
import { TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { Join } from "./join";
import { Mine } from "./mine";
import { Places } from "./places";

export default function TeamPage() {
  const me = useSession();
  if (!me) return null;
  const team = teamOf(me);
  const words = team === null ? teamWords.solo : teamWords.mine;
  return (
    <div className="mx-auto max-w-[860px]">
      <PageHead title={words.title} lead={team === null ? teamWords.solo.lead : teamWords.mine.lead(team)} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Join me={me} />
        {team === null ? <Grow /> : <Mine me={me} team={team} />}
        <Places me={me} />
      </div>
    </div>
  );
}

/** One form: what was one person's own gets a name and room for others. */
function Grow() {
  const words = teamWords.solo;
  const [name, setName] = useState("");
  const navigate = useNavigate();
  const signedIn = useSignedIn();
  const grow = useMutation({
    mutationFn: () => call("POST /v1/organizations/current/grow", { body: { name: name.trim() } }),
    onSuccess: async () => {
      await signedIn();
      say(words.started(name.trim()));
      await navigate({ to: "/app/organization" });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    grow.mutate();
  };
  return (
    <Panel className="!p-0">
      <div className="grid md:grid-cols-[minmax(0,1fr)_300px]">
        <form onSubmit={submit} className="grid content-start gap-5 p-6 md:p-8">
          <Sigil id={name.trim() || "together"} size={64} on={name.trim().length > 0} />
          <TextField label={words.name} required maxLength={100} autoComplete="organization" hint={words.hint} value={name} onChange={(event) => setName(event.target.value)} fault={grow.error instanceof Problem ? (grow.error.faults.name ?? grow.error.detail) : undefined} />
          <PausingButton type="submit" look="primary" size="lg" className="justify-self-start" busy={grow.isPending} disabled={!name.trim()}>{words.start}</PausingButton>
          <p className="text-[13.5px] text-ink-3">{words.invited}</p>
        </form>
        <div className="border-t bg-surface-2 p-6 max-md:rounded-[0_0_24px_8px] md:rounded-[0_24px_24px_0] md:border-s md:border-t-0 md:p-8">
          <h2 className="text-[17px]">{words.keepsTitle}</h2>
          <ul className="mt-4 grid gap-3.5">
            {words.keeps.map((one) => <li key={one} className="flex gap-2.5 text-[14.5px] text-ink-2"><Check size={18} className="mt-0.5 shrink-0 text-fern-text" />{one}</li>)}
          </ul>
        </div>
      </div>
    </Panel>
  );
}
