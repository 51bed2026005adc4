import { Link2 } from "lucide-react";
import type { ReactNode } from "react";
import { reading, type Chapter } from "@/strings/reading";
import { Blocks } from "./blocks";
import { Contents } from "./contents";

interface Props {
  title: string;
  lead: string;
  chapters: readonly Chapter[];
  /** What stands below the title, before the first chapter. */
  top?: ReactNode;
  parts?: Record<string, ReactNode>;
  fill?: (code: string) => string;
}

const asItIs = (code: string) => code;

/** A long text with its contents beside it; every section has an address. */
export function ReadingPage({ title, lead, chapters, top, parts = {}, fill = asItIs }: Props) {
  return (
    <>
      <header className="border-b bg-soft">
        <div className="mx-auto max-w-[1320px] px-5 py-12 md:px-8 md:py-16">
          <h1 className="text-[clamp(38px,5vw,60px)]">{title}</h1>
          <p className="mt-3.5 max-w-[60ch] text-[17px] leading-[1.55] text-ink-2">{lead}</p>
          {top}
        </div>
      </header>
      <div className="mx-auto grid max-w-[1320px] grid-cols-[minmax(0,1fr)] gap-x-14 px-5 pb-24 md:px-8 lg:grid-cols-[236px_minmax(0,1fr)] lg:pt-10">
        <Contents chapters={chapters} />
        <div className="min-w-0 max-w-[860px]">
          {chapters.map((chapter) => (
            <section key={chapter.id} aria-labelledby={chapter.id} className="border-t pt-12 pb-2 first:border-t-0 max-lg:first:pt-9 lg:first:pt-1 [&:not(:first-child)]:mt-12">
              <h2 id={chapter.id} className="scroll-mt-14 lg:scroll-mt-3 text-[clamp(28px,3.2vw,40px)]">{chapter.title}</h2>
              <p className="mt-2.5 max-w-[62ch] text-[16.5px] leading-[1.55] text-ink-2">{chapter.lead}</p>
              {chapter.sections.map((section) => (
                <section key={section.id} aria-labelledby={section.id} className="mt-10">
                  <h3 id={section.id} className="group scroll-mt-14 text-[22px] lg:scroll-mt-3">
                    {section.title}
                    <a href={`#${section.id}`} aria-label={reading.linkTo(section.title)} className="ms-2 inline-grid size-7 place-items-center rounded-[8px] align-middle text-ink-3 opacity-0 transition-opacity hover:text-brand-text focus-visible:opacity-100 group-hover:opacity-100">
                      <Link2 size={16} aria-hidden />
                    </a>
                  </h3>
                  <Blocks blocks={section.blocks} fill={fill} parts={parts} />
                </section>
              ))}
            </section>
          ))}
        </div>
      </div>
    </>
  );
}
