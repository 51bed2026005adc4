import { Search } from "lucide-react";
import { useEffect, useState, type FormEvent } from "react";
import { Sigil } from "@/brand/sigil";
import { useReducedMotion } from "@/lib/media";
import { agents } from "@/strings/agents";
import { Button } from "@/ui/button";
import { PauseButton } from "@/ui/pause-button";
import { SearchBox } from "./search-box";

const GLOW = "bg-[radial-gradient(720px_300px_at_50%_0%,color-mix(in_oklab,var(--orchid-300)_30%,transparent),transparent_75%)] dark:bg-[radial-gradient(720px_300px_at_50%_0%,rgb(152_23_126/.34),transparent_75%)]";
const DRIFTERS = [
  { id: "agt_6JZWEF86QT142E57WM4XCDCXYW", place: "left-[6%] top-[24%]", size: 60, delay: "0s" },
  { id: "agt_6GRM8E5EZC68YD3WYD6YN5SHB3", place: "left-[13%] top-[62%]", size: 44, delay: "-1.7s" },
  { id: "agt_49ETC2WMBR990G9D4R0ZJKHWE2", place: "right-[6%] top-[20%]", size: 56, delay: "-3.4s" },
  { id: "agt_6BYTDH42KSRAX46YSXN2HYDB0V", place: "right-[14%] top-[60%]", size: 42, delay: "-5.1s" },
] as const;

export function SearchHero({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const [paused, setPaused] = useState(false);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  useEffect(() => {
    const timer = setTimeout(() => text !== value && onSearch(text), 350);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text);
  };
  const pick = (chosen: string) => {
    setText(chosen);
    onSearch(chosen);
  };
  return (
    <div className="relative">
      <div aria-hidden className={`absolute inset-0 ${GLOW}`} />
      <div aria-hidden className="pointer-events-none absolute inset-0 hidden xl:block">
        {DRIFTERS.map(({ id, place, size, delay }) => <span key={id} className={`drift absolute ${place}`} style={{ animationDelay: delay, animationPlayState: paused ? "paused" : undefined }}><Sigil id={id} size={size} /></span>)}
      </div>
      <div className="relative mx-auto max-w-[820px] px-5 pb-7 pt-10 text-center">
        <h1 className="text-[clamp(34px,4.4vw,54px)]">{agents.title}</h1>
        <form role="search" onSubmit={submit} className="ringed relative z-20 mt-6 flex h-[60px] items-center gap-3 rounded-[22px_22px_22px_8px] border border-line-2 bg-surface ps-5 pe-2 text-start shadow-glow focus-within:border-orchid-400">
          <Search size={20} className="shrink-0 text-brand-text" />
          <SearchBox text={text} onText={setText} onSearch={pick}><Wishes paused={paused} /></SearchBox>
          <Button type="submit" look="primary"><span className="max-sm:sr-only">{agents.find}</span><Search size={17} className="sm:hidden" /></Button>
        </form>
        <p className="mt-3 text-[14px] text-ink-2">{agents.rule}</p>
      </div>
      <PauseButton paused={paused} onChange={setPaused} className="!absolute end-3 top-2 md:end-6" />
    </div>
  );
}

const TYPE_MS = 42;
const HOLD = 46;

/** Example searches that type themselves; one of them whole where motion is unwanted. */
function Wishes({ paused }: { paused: boolean }) {
  const reduced = useReducedMotion() || paused;
  const [step, setStep] = useState(0);
  const [wish, setWish] = useState(0);
  const text = agents.wishes[wish % agents.wishes.length] ?? "";
  useEffect(() => {
    if (reduced) return;
    const timer = setTimeout(() => {
      if (step < text.length + HOLD) return setStep(step + 1);
      setStep(0);
      setWish(wish + 1);
    }, TYPE_MS);
    return () => clearTimeout(timer);
  }, [reduced, step, wish, text]);
  return <span aria-hidden className="pointer-events-none absolute inset-0 flex items-center px-1 text-[16.5px] text-ink-3"><span className={reduced ? "truncate" : "caret truncate"}>{reduced ? text : text.slice(0, step)}</span></span>;
}
