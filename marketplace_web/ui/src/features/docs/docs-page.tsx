import { ArrowUpRight, Bot, Rocket, UsersRound, type LucideIcon } from "lucide-react";
import { ReadingPage } from "@/components/reading/reading-page";
import { facts } from "@/lib/facts";
import { filled } from "@/lib/filled";
import { docs } from "@/strings/docs";
import { Call } from "./call";
import { Errors } from "./errors";
import { Programs } from "./programs";
import { useTarget } from "./use-target";

const ICONS: Record<string, LucideIcon> = { use: Bot, team: UsersRound, publish: Rocket };

export default function DocsPage() {
  const target = useTarget();
  const { chosen, input } = target;
  const fill = (code: string) => filled(code, { origin: location.origin, agent: chosen.id, slug: chosen.slug, input });
  const gift = facts ? docs.gift(facts.welcomeCredits, facts.welcomeDays, facts.usdPerCredit) : docs.noFacts;
  const parts = {
    call: <Call target={target} />,
    programs: <Programs />,
    errors: <Errors />,
    credits: <p className="max-w-[68ch] text-[15.5px] leading-[1.65] text-ink-2">{gift}</p>,
  };
  return <ReadingPage title={docs.title} lead={docs.lead} chapters={docs.chapters} top={<Begin />} parts={parts} fill={fill} />;
}

/** Three kinds of readers, and what stands beside this page. */
function Begin() {
  return (
    <>
      <nav aria-label={docs.readers} className="mt-9 grid gap-3.5 md:grid-cols-3">
        {docs.begin.map((one) => {
          const Icon = ICONS[one.to] ?? Bot;
          return (
            <a key={one.to} href={`#${one.to}`} className="petal-card group flex gap-4 p-5 transition-[border-color,box-shadow] hover:border-orchid-400 hover:shadow-2">
              <span className="petal grid size-11 shrink-0 place-items-center bg-wash text-brand-text"><Icon size={20} strokeWidth={1.75} aria-hidden /></span>
              <span>
                <span className="display block text-[18.5px] font-[600] leading-[1.2]">{one.title}</span>
                <span className="mt-1.5 block text-[14.5px] leading-[1.5] text-ink-2">{one.text}</span>
              </span>
            </a>
          );
        })}
      </nav>
      <nav aria-label={docs.more} className="mt-6 flex flex-wrap gap-x-7 gap-y-2.5 text-[14.5px] text-ink-3">
        {docs.links.map((one) => (
          <a key={one.href} href={one.href} className="group inline-flex min-h-6 items-center gap-1.5 rounded">
            <span className="link">{one.title}</span>
            {one.text}
            <ArrowUpRight size={14} aria-hidden />
          </a>
        ))}
      </nav>
    </>
  );
}
