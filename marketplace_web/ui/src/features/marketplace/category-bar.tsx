import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useLayoutEffect, useRef } from "react";
import { categoriesQuery, type Category } from "@/api/catalog";
import { agents } from "@/strings/agents";
import { CategoryIcon } from "./category-icon";
import { filled, pathTo } from "./categories";

interface Props {
  chosen: string | undefined;
  onChoose: (category: string | undefined) => void;
}

/** The tree's first level; below the chosen one, what is in it. */
export function CategoryBar({ chosen, onChoose }: Props) {
  const { data: tree = [] } = useQuery(categoriesQuery);
  const path = chosen ? pathTo(tree, chosen) : [];
  const root = path[0]?.slug;
  const roots = filled(tree.filter((one) => one.parent === null), root);
  const children = root ? filled(tree.filter((one) => one.parent === root), chosen) : [];
  const row = useRef<HTMLDivElement>(null);
  const pill = useRef<HTMLElement>(null);
  // One pill that glides to what is chosen, wherever that is now; on a phone the row is moved until it is seen.
  useLayoutEffect(() => {
    const on = row.current?.querySelector<HTMLElement>('[aria-pressed="true"]');
    if (!on || !pill.current) return;
    pill.current.style.transitionDuration = pill.current.style.width ? "" : "0s";
    pill.current.style.translate = `${on.offsetLeft}px 0`;
    pill.current.style.width = `${on.offsetWidth}px`;
    pill.current.style.opacity = "1";
    const around = row.current?.parentElement;
    around?.scrollTo({ left: on.offsetLeft - (around.clientWidth - on.offsetWidth) / 2 });
  }, [root, roots.length]);
  return (
    <div className="mx-auto max-w-[1320px] px-5 pb-3 md:px-8">
      <div className="scroll-x bleed min-h-12">
        <div ref={row} className="relative flex w-max gap-1 py-1" role="group" aria-label={agents.categories}>
          <i ref={pill} aria-hidden className="absolute inset-y-1 left-0 rounded-[12px] bg-brand opacity-0 transition-[translate,width] duration-[420ms] ease-out" />
          {[undefined, ...roots].map((category) => <Choice key={category?.slug ?? "all"} category={category} on={category?.slug === root} onChoose={onChoose} />)}
        </div>
      </div>
      {children.length > 0 && (
        <div className="scroll-x bleed">
          <div className="flex w-max gap-1.5 pt-1" role="group" aria-label={agents.narrower}>
            {children.map((one) => (
              <button key={one.slug} type="button" aria-pressed={one.slug === chosen} onClick={() => onChoose(one.slug === chosen ? root : one.slug)} className={clsx("chip !h-8", one.slug === chosen && "!border-transparent !bg-wash-2 !text-brand-text")}>{one.name}</button>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

function Choice({ category, on, onChoose }: { category: Category | undefined; on: boolean; onChoose: Props["onChoose"] }) {
  return (
    <button type="button" aria-pressed={on} onClick={() => onChoose(category?.slug)} className={clsx("relative flex h-10 items-center gap-2 rounded-[12px] px-3.5 text-[14px] font-[580] transition-colors duration-200", on ? "text-on-brand" : "text-ink-2 hover:bg-sunk")}>
      <CategoryIcon slug={category?.slug} size={16} />
      {category?.name ?? agents.all}
    </button>
  );
}
