import { clsx } from "clsx";

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);

/** A number whose digits roll when it changes: one transform each. Readers hear it once, whole. */
export function Ticker({ value, className }: { value: string; className?: string }) {
  const characters = [...value];
  return (
    <span className={clsx("num inline-flex items-baseline", className)}>
      <span className="sr-only">{value}</span>
      <span aria-hidden dir="ltr" className="inline-flex">
        {characters.map((character, i) => {
          const place = characters.length - i;
          return /\d/.test(character) ? <Digit key={place} digit={Number(character)} delay={i} /> : <span key={`s${place}`} className="h-[1.1em] whitespace-pre leading-[1.1]">{character}</span>;
        })}
      </span>
    </span>
  );
}

function Digit({ digit, delay }: { digit: number; delay: number }) {
  return (
    <span className="relative inline-block h-[1.1em] overflow-hidden leading-[1.1]">
      <span className="invisible">{digit}</span>
      <span
        className="roll absolute inset-x-0 top-0 flex flex-col items-center transition-transform ease-out"
        style={{ transform: `translateY(${-digit * 1.1}em)`, transitionDuration: `${700 + delay * 70}ms`, animationDelay: `${delay * 70}ms` }}
      >
        {DIGITS.map((shown) => <span key={shown} className="h-[1.1em]">{shown}</span>)}
      </span>
    </span>
  );
}
