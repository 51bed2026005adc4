import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { detailQuery } from "@/api/catalog";
import { comparisonsQuery, type Comparison } from "@/api/comparisons";
import { Sigil } from "@/brand/sigil";
import { ago } from "@/lib/format";
import { compare as words } from "@/strings/compare";

/** What was compared before, and what was chosen. Nothing, where there is nothing. */
export function Earlier() {
  const { data = [] } = useQuery(comparisonsQuery);
  if (data.length === 0) return null;
  return (
    <section className="mt-12">
      <h2 className="text-[21px]">{words.earlier}</h2>
      <ul className="mt-4 grid gap-px overflow-hidden rounded-[20px_20px_20px_7px] border bg-line">
        {data.map((one) => <Row key={one.id} of={one} />)}
      </ul>
    </section>
  );
}

function Row({ of }: { of: Comparison }) {
  const chosen = of.entrants.find((entrant) => entrant.label === of.choice)?.agent_id;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 bg-surface px-4 py-3 text-[14px]">
      <span className="flex min-w-[66px] -space-x-1.5" aria-hidden>{of.entrants.map((one) => <Sigil key={one.label} id={one.agent_id ?? one.label} size={26} />)}</span>
      <span className="min-w-0 flex-1 leading-snug">
        <b className="block truncate font-[600]">{of.entrants.map((one, i) => <Fragment key={one.label}>{i > 0 && ", "}<Entrant of={one} /></Fragment>)}</b>
        <span className="block truncate text-[13px] text-ink-3">{chosen ? <Chosen id={chosen} /> : of.status === "decided" ? words.earlierNone : words.earlierOpen}</span>
      </span>
      <time className="text-[13px] text-ink-3" dateTime={of.created_at}>{ago(of.created_at)}</time>
    </li>
  );
}

/** By name, or by its letter as long as nobody is told who it was. */
function Entrant({ of: { agent_id, label } }: { of: Comparison["entrants"][number] }) {
  const { data } = useQuery({ ...detailQuery(agent_id ?? "", true), enabled: agent_id !== null });
  return agent_id === null ? words.label(label.toUpperCase()) : (data?.name ?? "…");
}

function Chosen({ id }: { id: string }) {
  const { data } = useQuery(detailQuery(id, true));
  return <>{data ? words.earlierChosen(data.name) : words.chosen}</>;
}
