import { CircleCheck, CircleX, Play } from "lucide-react";
import { useState, type FormEvent } from "react";
import { call } from "@/api/client";
import type { LdapTrial } from "@/api/sign-in-settings";
import { listed } from "@/lib/format";
import { organizationWords } from "@/strings/organization";
import { signInWords } from "@/strings/sign-in-settings";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Note, Row } from "./parts";
import { useAct } from "./use-act";

const words = signInWords.directory.ldap;

export function LdapTest() {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const run = useAct(() => call("POST /v1/directory/ldap/test", { body: { username: username || null, password: password || null } }), { stale: ["audit"] });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run.mutate(undefined);
  };
  return (
    <Row
      title={words.test}
      hint={words.testLead}
      below={
        <div className="grid gap-4">
          <form onSubmit={submit} className="grid items-end gap-3 sm:grid-cols-[1fr_1fr_auto]">
            <TextField label={words.user} autoComplete="off" value={username} onChange={(event) => setUsername(event.target.value)} spellCheck={false} />
            <TextField label={words.password} type="password" autoComplete="off" value={password} disabled={!username} onChange={(event) => setPassword(event.target.value)} />
            <Button type="submit" className="!h-11" busy={run.isPending}>{!run.isPending && <Play size={15} />}{words.run}</Button>
          </form>
          {run.data && <Steps trial={run.data} />}
        </div>
      }
    />
  );
}

function Steps({ trial }: { trial: LdapTrial }) {
  return (
    <div role="status" className="grid gap-3">
      <ol className="flex flex-wrap gap-2">
        {trial.steps.map((step) => {
          const bad = trial.failed === step;
          return <li key={step} className={bad ? "chip !bg-ember-wash !text-ember-text" : "chip !bg-fern-wash !text-fern-text"}>{bad ? <CircleX size={14} /> : <CircleCheck size={14} className="pop" />}{words.steps[step]}</li>;
        })}
      </ol>
      <Note tone={trial.failed ? "ember" : "fern"}>{trial.detail ?? words.fine}</Note>
      {trial.groups && <p className="text-[14px] text-ink-2">{words.groupsFound}{": "}{listed(trial.groups) || "–"}{trial.role && <b className="ms-4 font-[600]">{words.role}{" "}{organizationWords.roles[trial.role]}</b>}</p>}
    </div>
  );
}
