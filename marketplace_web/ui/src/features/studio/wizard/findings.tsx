import { clsx } from "clsx";
import { CircleCheck, Info, ShieldAlert, TriangleAlert } from "lucide-react";
import type { Finding } from "@/api/making";
import { isProblem } from "@/api/problem";
import { sentence } from "@/lib/format";
import { wizard } from "@/strings/studio-wizard";
import { faultsFrom } from "./faults";

const words = wizard.check;
const LOOKS = {
  info: [Info, "bg-surface-2 text-ink-2"],
  warning: [TriangleAlert, "bg-pollen-wash text-pollen-text"],
  grave: [ShieldAlert, "bg-ember-wash text-ember-text"],
} as const;

interface Probed {
  title: string;
  status: string;
  detail: string | null;
}

/** Why a submission was refused: each check that found something grave, each sample that went badly. */
export function refusalsOf(error: unknown): Finding[] {
  if (isProblem(error, "content_refused")) return faultsFrom(error).map((fault) => ({ check: words.refused, severity: "grave", detail: fault.text }));
  if (!isProblem(error, "probe_failed")) return [];
  const probes = (error.fields.probes ?? []) as Probed[];
  const drift = (error.fields.drift ?? []) as string[];
  return [
    ...probes.map((one): Finding => ({ check: "probe", severity: one.status === "succeeded" ? "info" : "grave", detail: words.probed(one.title, one.status, one.detail ?? "") })),
    ...drift.map((line): Finding => ({ check: "probe", severity: "grave", detail: words.drift(line) })),
  ];
}

/** What the hub's own checks found, with what becomes of it. */
export function Findings({ findings, refused = [] }: { findings: readonly Finding[]; refused?: readonly Finding[] }) {
  return (
    <section aria-labelledby="findings">
      <h3 id="findings" className="text-[17px] !tracking-[-.02em]">{words.automated}</h3>
      <ul className="mt-2.5 grid gap-2">
        {findings.length === 0 && refused.length === 0 && <li className="flex items-center gap-2 text-[14.5px] text-fern-text"><CircleCheck size={17} />{words.clean}</li>}
        {[...refused, ...findings].map((one) => <Row key={`${one.check} ${one.detail}`} severity={one.severity} name={words.names[one.check] ?? sentence(one.check)} detail={one.detail} />)}
      </ul>
    </section>
  );
}

function Row({ severity, name, detail }: { severity: Finding["severity"]; name: string; detail: string }) {
  const [Icon, look] = LOOKS[severity];
  return (
    <li className={clsx("flex gap-2.5 rounded-[14px_14px_14px_5px] px-3.5 py-2.5 text-[14px]", look)}>
      <Icon size={17} className="mt-0.5 shrink-0" aria-hidden />
      <span className="min-w-0"><b className="font-[650]">{name}</b>{" – "}<span>{words.severities[severity]}</span><span className="block break-words text-ink-2">{detail}</span></span>
    </li>
  );
}
