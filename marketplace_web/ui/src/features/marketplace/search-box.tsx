import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Bot, Search, Shapes, Tag, X, type LucideIcon } from "lucide-react";
import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { suggestionsQuery, type Suggestion } from "@/api/catalog";
import { usePaused } from "@/lib/pause";
import { agents } from "@/strings/agents";
import { IconButton } from "@/ui/button";

const ICONS: Record<Suggestion["kind"], LucideIcon> = { listing: Bot, category: Shapes, tag: Tag };
const LEAST = 2;
const PAUSE_MS = 120;

interface Props {
  text: string;
  onText: (text: string) => void;
  onSearch: (text: string) => void;
  /** What lies in the box while it is empty. */
  children: ReactNode;
}

/** A combobox: what is typed may become an agent, a category or a tag, by arrow keys or pointer. */
export function SearchBox({ text, onText, onSearch, children }: Props) {
  const id = useId();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const asked = usePaused(text.trim(), PAUSE_MS);
  const { data = [] } = useQuery({ ...suggestionsQuery(asked), enabled: open && asked.length >= LEAST, placeholderData: keepPreviousData });
  const shown = open && asked.length >= LEAST && data.length > 0;
  const choose = ({ kind, id: name, text: words }: Suggestion) => {
    setOpen(false);
    if (kind === "listing") void navigate({ to: `/agents/${name}`, viewTransition: true });
    else if (kind === "category") void navigate({ to: `/categories/${name}`, viewTransition: true });
    else onSearch(words);
  };
  const press = (event: KeyboardEvent) => {
    const one = data[at];
    if (event.key === "Escape" && shown) { event.preventDefault(); setOpen(false); }
    else if (!shown) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const steps = data.length + 1;
      setAt(((at + 1 + (event.key === "ArrowDown" ? 1 : steps - 1)) % steps) - 1);
    } else if (event.key === "Enter" && one) { event.preventDefault(); choose(one); }
  };
  return (
    <div className="min-w-0 flex-1" onBlur={() => setOpen(false)}>
      <div className="relative">
        <input type="search" role="combobox" aria-expanded={shown} aria-controls={`${id}-list`} aria-autocomplete="list" aria-activedescendant={shown && at >= 0 ? `${id}-${at}` : undefined} autoComplete="off" value={text} onChange={(event) => { onText(event.target.value); setOpen(true); setAt(-1); }} onKeyDown={press} aria-label={agents.label} className="ringing h-9 w-full rounded-md bg-transparent px-1 pe-9 text-[16.5px]" />
        {text ? <IconButton label={agents.clearSearch} size="sm" className="!absolute end-0 top-0.5" onPointerDown={(event) => event.preventDefault()} onClick={() => { onText(""); setOpen(false); }}><X size={16} /></IconButton> : children}
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={agents.suggestions} hidden={!shown} className="absolute inset-x-0 top-full z-30 mt-2 rounded-[18px_18px_18px_6px] border bg-raise p-1.5 text-start shadow-3">
        {shown && data.map((one, i) => {
          const Icon = ICONS[one.kind] ?? Search;
          return (
            <button type="button" tabIndex={-1} key={`${one.kind} ${one.id}`} id={`${id}-${i}`} role="option" aria-selected={i === at} onPointerDown={(event) => event.preventDefault()} onPointerMove={() => setAt(i)} onClick={() => choose(one)} className={`flex h-11 w-full items-center text-start gap-3 rounded-[12px] px-3 text-[15px] ${i === at ? "bg-wash" : ""}`}>
              <Icon size={16} className="shrink-0 text-brand-text" aria-hidden />
              <span className="min-w-0 flex-1 truncate">{one.text}</span>
              <span className="text-[12.5px] text-ink-3">{agents.suggested[one.kind]}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
