import { Inline } from "@/components/reading/inline";
import { docs } from "@/strings/docs";
import { ERRORS } from "@/strings/docs-use";

/** The codes that most programs meet; each leads to its place among all of them. */
export function Errors() {
  return (
    <dl aria-label={docs.errors} className="overflow-hidden rounded-[18px_18px_18px_6px] border bg-surface">
      {ERRORS.map(([code, status, text]) => (
        <div key={code} className="grid gap-x-6 gap-y-1 border-t px-4 py-3 first:border-t-0 sm:grid-cols-[minmax(0,220px)_minmax(0,1fr)]">
          <dt className="flex items-baseline gap-2.5">
            <span className="num w-8 shrink-0 text-[13.5px] font-[620] text-ink-3">{status}</span>
            <a href={`/docs/errors#${code}`} className="link mono !font-[550] text-[13px]">{code}</a>
          </dt>
          <dd className="text-[14.5px] leading-[1.55] text-ink-2"><Inline text={text} /></dd>
        </div>
      ))}
    </dl>
  );
}
