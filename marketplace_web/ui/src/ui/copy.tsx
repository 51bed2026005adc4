import { clsx } from "clsx";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { common } from "@/strings/common";
import { IconButton } from "./button";

export function useCopied(): [copied: boolean, copy: (text: string) => void] {
  const [copied, setCopied] = useState(false);
  const copy = (text: string) => {
    void navigator.clipboard?.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1600);
    });
  };
  return [copied, copy];
}

/** An ID that can be copied. */
export function IdChip({ id, className }: { id: string; className?: string }) {
  const [copied, copy] = useCopied();
  const shown = id.length > 18 ? `${id.slice(0, 9)}…${id.slice(-4)}` : id;
  return (
    <button type="button" title={id} className={clsx("chip mono !text-[12px] transition-colors hover:border-orchid-400", className)} onClick={() => copy(id)}>
      {shown}
      <span className="sr-only">{common.copy}</span>
      {copied ? <Check size={13} className="pop text-fern-text" /> : <Copy size={12} className="opacity-60" />}
    </button>
  );
}

/** Code that is meant to be pasted. Always dark, like a terminal. */
export function CodeBlock({ code, label, className }: { code: string; label: string; className?: string }) {
  const [copied, copy] = useCopied();
  return (
    <div dir="ltr" className={clsx("relative overflow-hidden rounded-[18px_18px_18px_6px] border border-transparent bg-code text-[#fbf2fa] dark:border-line", className)}>
      <span aria-hidden className="pointer-events-none absolute inset-y-0 end-0 w-16 bg-[linear-gradient(90deg,transparent,var(--code-bg)_34%)]" />
      <IconButton label={copied ? common.copied : common.copy} size="sm" className="!absolute end-2 top-2 !text-[#d9c6d8] hover:!bg-white/10 hover:!text-white" onClick={() => copy(code)}>
        {copied ? <Check size={15} className="pop" /> : <Copy size={15} />}
      </IconButton>
      <pre className="mono overflow-x-auto p-4 pe-12 text-[12.5px] leading-[1.75]" tabIndex={0} aria-label={label}><code>{code}</code></pre>
    </div>
  );
}
