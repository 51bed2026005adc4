import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { reading, type Chapter } from "@/strings/reading";

/** The section that is being read: the last whose title is above a third of the window. */
function useReading(ids: readonly string[]): string | undefined {
  const [at, setAt] = useState(ids[0]);
  useEffect(() => {
    let waiting = 0;
    const look = () => {
      waiting = 0;
      const line = innerHeight / 3;
      const above = ids.filter((id) => (document.getElementById(id)?.getBoundingClientRect().top ?? Infinity) <= line);
      // At the very end the last section may be too short to come so far up.
      const end = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      setAt(end && scrollY > 0 ? ids.at(-1) : (above.at(-1) ?? ids[0]));
    };
    const later = () => {
      waiting ||= requestAnimationFrame(look);
    };
    look();
    addEventListener("scroll", later, { passive: true });
    addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(waiting);
      removeEventListener("scroll", later);
      removeEventListener("resize", later);
    };
  }, [ids]);
  return at;
}

interface Props {
  chapters: readonly Chapter[];
}

/** What is on the page: beside the text, and on narrow windows a list to open above it. */
export function Contents({ chapters }: Props) {
  const [ids] = useState(() => chapters.flatMap((chapter) => chapter.sections.map((section) => section.id)));
  const at = useReading(ids);
  const narrow = useRef<HTMLDetailsElement>(null);
  const close = () => narrow.current?.removeAttribute("open");
  // It may stand at the lower edge of the window when it is opened.
  const show = () => {
    if (narrow.current?.open) narrow.current.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <nav aria-label={reading.contents} className="sticky top-[92px] hidden max-h-[calc(100dvh-116px)] self-start overflow-y-auto py-1 pe-3 -ms-3 ps-px lg:block">
        <List chapters={chapters} at={at} />
      </nav>
      <details ref={narrow} onToggle={show} className="group sticky top-[68px] z-20 -mx-5 border-b bg-bg px-5 md:-mx-8 md:px-8 lg:hidden">
        <summary className="flex h-12 list-none items-center gap-2 rounded-lg text-[14.5px] font-[620] [&::-webkit-details-marker]:hidden">
          {reading.contents}
          <ChevronDown size={17} aria-hidden className="ms-auto text-ink-3 transition-transform duration-200 group-open:rotate-180" />
        </summary>
        <nav aria-label={reading.contents} className="max-h-[60dvh] overflow-y-auto pb-4">
          <List chapters={chapters} at={at} onFollow={close} roomy />
        </nav>
      </details>
    </>
  );
}

function List({ chapters, at, onFollow, roomy }: Props & { at?: string; onFollow?: () => void; roomy?: boolean }) {
  return chapters.map((chapter) => (
    <div key={chapter.id} className="pb-5 last:pb-0">
      <p className="mb-1.5 px-3 text-[12.5px] font-[650] text-ink-3">{chapter.title}</p>
      <ul className="grid gap-0.5">
        {chapter.sections.map((section) => {
          const here = section.id === at;
          return (
            <li key={section.id}>
              <a
                href={`#${section.id}`}
                onClick={onFollow}
                aria-current={here ? "location" : undefined}
                className={clsx("block rounded-[9px] px-3 text-[14px] leading-[1.35] transition-colors", roomy ? "py-3" : "py-1.5", here ? "bg-wash font-[620] text-brand-text" : "text-ink-2 hover:bg-sunk hover:text-ink")}
              >
                {section.title}
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  ));
}
