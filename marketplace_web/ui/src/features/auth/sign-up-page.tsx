import { useMutation } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useState, type ChangeEvent, type FormEvent } from "react";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import { PausingButton } from "@/components/pausing-button";
import { facts } from "@/lib/facts";
import { auth } from "@/strings/auth";
import { legal } from "@/strings/legal";
import { TextField } from "@/ui/field";
import { FormFault } from "./form-fault";
import { useProgress } from "./progress";
import { useEntry } from "./use-entry";

const words = auth.signUp;
const before = legal.signUp;
const FIELDS = ["name", "email", "password", "organization_name"] as const;
type Form = Record<(typeof FIELDS)[number], string>;

export default function SignUpPage() {
  const search = useSearch({ strict: false }) as { next?: string; email?: string };
  const [form, setForm] = useState<Form>({ name: "", email: search.email ?? "", password: "", organization_name: "" });
  const [team, setTeam] = useState(false);
  const enter = useEntry();
  const show = useProgress((state) => state.show);
  useEffect(() => show((form.name ? 0.3 : 0) + (form.email.includes("@") ? 0.3 : 0) + (form.password.length >= 12 ? 0.39 : 0)), [form, show]);

  const signUp = useMutation({
    mutationFn: () => call("POST /v1/auth/signup", { body: { name: form.name, email: form.email, password: form.password, organization_name: team ? form.organization_name : null } }),
    onSuccess: (answer) => {
      show(1);
      // A hub may let nobody in before the address is verified.
      return "user" in answer ? enter() : undefined;
    },
  });
  const faults = signUp.error instanceof Problem ? signUp.error.faults : {};
  const field = (name: keyof Form) => ({
    name,
    value: form[name],
    fault: faults[name],
    required: true,
    onChange: (event: ChangeEvent<HTMLInputElement>) => setForm({ ...form, [name]: event.target.value }),
  });
  if (signUp.data && !("user" in signUp.data)) {
    return (
      <div role="status">
        <h1 className="text-[38px]">{words.sentTitle}</h1>
        <p className="mt-2 text-[16px] text-ink-2">{words.sent(form.email)}</p>
      </div>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate();
  };
  return (
    <>
      <h1 className="text-[38px]">{words.title}</h1>
      <p className="mt-2 text-[16px] text-ink-2">{facts ? words.gift(facts.welcomeCredits, facts.welcomeDays) : words.lead}</p>
      <form onSubmit={submit} className="mt-7 grid gap-4">
        <TextField label={words.name} autoComplete="name" {...field("name")} />
        <TextField label={words.email} type="email" autoComplete="username" {...field("email")} />
        <TextField label={words.password} type="password" autoComplete="new-password" minLength={12} hint={words.hint} {...field("password")} />
        <label className="flex cursor-pointer items-center gap-2.5 text-[14.5px] text-ink-2">
          <input type="checkbox" checked={team} onChange={(event) => setTeam(event.target.checked)} className="size-[18px] accent-[var(--brand)]" />
          {words.forTeam}
        </label>
        {team && <div className="line-in"><TextField label={words.team} autoComplete="organization" {...field("organization_name")} /></div>}
        <FormFault error={signUp.error} known={FIELDS} />
        <PausingButton type="submit" look="primary" size="lg" busy={signUp.isPending}>{words.submit}</PausingButton>
      </form>
      <p className="mt-4 text-[13.5px] text-ink-3">
        {before.before} <Link to="/legal/terms" className="link">{before.terms}</Link> {before.and} <Link to="/legal/privacy" className="link">{before.privacy}</Link>
      </p>
      <p className="mt-6 text-[14.5px] text-ink-2">
        {words.other} <Link to="/login" search={search as never} className="link">{words.otherLink}</Link>
      </p>
    </>
  );
}
