import { ArrowUpRight, Info } from "lucide-react";

/** Where the operator's own text is, or plainly that there is none. */
export function OwnText({ url, label, lead, none }: { url: string | undefined; label: string; lead: string; none: string }) {
  if (!url) {
    return (
      <p className="flex max-w-[72ch] gap-3 rounded-[14px_14px_14px_5px] bg-pollen-wash px-4 py-3.5 text-[15px] leading-[1.6] text-ink-2">
        <Info size={18} strokeWidth={1.9} className="mt-[3px] shrink-0 text-pollen-text" aria-hidden />
        <span className="min-w-0">{none}</span>
      </p>
    );
  }
  return (
    <a href={url} rel="noreferrer" className="petal-card group flex max-w-[520px] items-center gap-4 p-5 transition-[border-color,box-shadow] hover:border-orchid-400 hover:shadow-2">
      <span className="min-w-0 flex-1">
        <span className="block text-[16px] font-[650] text-brand-text">{label}</span>
        <span className="mt-0.5 block text-[14.5px] text-ink-2">{lead}</span>
        <span className="mono mt-1.5 block truncate text-[12.5px] text-ink-3">{new URL(url).host}</span>
      </span>
      <ArrowUpRight size={19} aria-hidden className="shrink-0 text-ink-3 transition-colors group-hover:text-brand-text" />
    </a>
  );
}
