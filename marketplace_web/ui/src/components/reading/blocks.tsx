import { Info } from "lucide-react";
import type { ReactNode } from "react";
import type { Block } from "@/strings/reading";
import { CodeBlock } from "@/ui/copy";
import { Inline } from "./inline";

interface Props {
  blocks: readonly Block[];
  /** Puts what the reader has into code: the hub's address, an agent. */
  fill: (code: string) => string;
  /** What is more than text, by name. */
  parts: Record<string, ReactNode>;
}

export function Blocks({ blocks, fill, parts }: Props) {
  return blocks.map((block, i) => <One key={i} block={block} fill={fill} parts={parts} />);
}

const asItIs = (text: string) => text;
const TEXT = "max-w-[68ch] text-[15.5px] leading-[1.65] text-ink-2";

function One({ block, fill, parts }: { block: Block } & Omit<Props, "blocks">) {
  switch (block.kind) {
    case "text":
      return <p className={`mt-3.5 ${TEXT}`}><Inline text={fill(block.text)} /></p>;
    case "list":
      return (
        <ul className={`mt-3.5 grid gap-2 ${TEXT}`}>
          {block.items.map((item) => (
            <li key={item} className="relative ps-5 before:absolute before:start-0.5 before:top-[.62em] before:size-[7px] before:rounded-[50%_50%_50%_12%] before:bg-orchid-400"><Inline text={fill(item)} /></li>
          ))}
        </ul>
      );
    case "steps":
      return <Steps items={block.items} fill={fill} />;
    case "terms":
      return <Terms label={block.label} rows={block.rows} fill={fill} />;
    case "code":
      return <CodeBlock className="mt-4" code={fill(block.code)} label={block.label} />;
    case "note":
      return (
        <p className="mt-4 flex max-w-[72ch] gap-3 rounded-[14px_14px_14px_5px] bg-iris-wash px-4 py-3 text-[14.5px] leading-[1.6] text-ink-2">
          <Info size={17} strokeWidth={1.9} className="mt-[3px] shrink-0 text-iris-text" aria-hidden />
          <span className="min-w-0"><Inline text={fill(block.text)} /></span>
        </p>
      );
    case "part":
      return <div className="mt-4">{parts[block.name]}</div>;
  }
}

function Steps({ items, fill }: Pick<Props, "fill"> & { items: readonly (readonly [string, string])[] }) {
  return (
    <ol className="mt-5 grid gap-5">
      {items.map(([title, text], i) => (
        <li key={title} className="grid grid-cols-[34px_minmax(0,1fr)] gap-3.5">
          <span aria-hidden className="petal num grid size-[34px] place-items-center bg-wash text-[14px] font-[650] text-brand-text">{i + 1}</span>
          <div>
            <h4 className="pt-1.5 text-[16px] font-[650] leading-[1.35] text-ink">{title}</h4>
            <p className={`mt-1 ${TEXT}`}><Inline text={fill(text)} /></p>
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Facts with a name, in two columns where there is room. */
export function Terms({ label, rows, fill = asItIs }: Partial<Pick<Props, "fill">> & { label: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <dl aria-label={label} className="mt-4 overflow-hidden rounded-[18px_18px_18px_6px] border bg-surface">
      {rows.map(([term, text]) => (
        <div key={term} className="grid gap-x-6 gap-y-1 border-t px-4 py-3 first:border-t-0 sm:grid-cols-[minmax(0,220px)_minmax(0,1fr)]">
          <dt className="text-[14.5px] font-[620] text-ink"><Inline text={fill(term)} /></dt>
          <dd className="text-[14.5px] leading-[1.55] text-ink-2"><Inline text={fill(text)} /></dd>
        </div>
      ))}
    </dl>
  );
}
