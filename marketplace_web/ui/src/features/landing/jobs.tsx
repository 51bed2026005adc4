import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { Sigil } from "@/brand/sigil";
import { landing } from "@/strings/landing";
import { spot } from "@/ui/marks";

const words = landing.jobs;

/** What can be handed over, by department. */
export function Jobs() {
  return (
    <section className="border-y bg-soft" aria-labelledby="jobs-title">
      <div className="mx-auto max-w-[1320px] px-5 py-20 md:px-8">
        <h2 id="jobs-title" className="max-w-[18ch] text-[clamp(32px,3.8vw,52px)]">{words.title}</h2>
        <p className="mt-3 max-w-[56ch] text-[16.5px] text-ink-2">{words.lead}</p>
        <ul className="mt-9 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          {words.departments.map(({ name, job, agent }) => (
            <li key={name} className="flex">
              <Link to="/agents/$id" params={{ id: agent.id } as never} onPointerMove={spot} className="petal-card spot sig-hover reveal group flex w-full flex-col p-5 transition-shadow hover:shadow-3">
                <span className="flex items-center gap-3">
                  <Sigil id={agent.id} size={46} />
                  <span className="leading-tight">
                    <span className="block text-[13px] text-ink-3">{name}</span>
                    <b className="block text-[15.5px] font-[650]">{agent.name}</b>
                  </span>
                </span>
                <span className="mt-3.5 text-[14.5px] leading-[1.5] text-ink-2">{job}</span>
                <span className="mt-auto flex items-center gap-1.5 pt-4 text-[13.5px] font-[600] text-brand-text">{words.open}<ArrowRight size={15} className="transition-transform group-hover:translate-x-1" /></span>
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
