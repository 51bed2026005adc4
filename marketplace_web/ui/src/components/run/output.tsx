import { Fragment, type ReactNode } from "react";
import { textOf } from "@/api/runs";
import { sentence } from "@/lib/format";

/**
 * What an agent answered. It is untrusted: words become text, structures become lists, and no HTML,
 * no picture and no link of a model is ever drawn.
 */
export function Output({ value }: { value: unknown }) {
  const text = textOf(value);
  if (text !== null) return <Prose text={text} />;
  return <Value value={value} />;
}

/** A small, safe part of Markdown: paragraphs, headings, lists, code, bold. */
export function Prose({ text, live = false }: { text: string; live?: boolean }) {
  const blocks = text.split(/\n{2,}/);
  return (
    <div className="grid gap-3 break-words leading-[1.6]">
      {blocks.map((block, i) => <Block key={i} text={block} live={live && i === blocks.length - 1} />)}
    </div>
  );
}

function Block({ text, live }: { text: string; live: boolean }) {
  const lines = text.split("\n");
  const caret = live ? "caret" : undefined;
  if (text.startsWith("```")) {
    const code = text.replace(/^```\w*\n?/, "").replace(/\n?```$/, "");
    return <pre className="mono overflow-x-auto rounded-[14px] bg-code p-3.5 text-[12.5px] leading-[1.7] text-[#fbf2fa]" tabIndex={0}><code>{code}</code></pre>;
  }
  const heading = /^#{1,4}\s+(.*)$/.exec(lines[0] ?? "");
  if (heading && lines.length === 1) return <h4 className="display text-[17px]">{bold(heading[1] ?? "")}</h4>;
  if (lines.every((line) => /^\s*([-*•]|\d+[.)])\s+/.test(line))) {
    return <ul className="grid gap-1.5 ps-5">{lines.map((line, i) => <li key={i} className={`list-disc ${i === lines.length - 1 ? caret ?? "" : ""}`}>{bold(line.replace(/^\s*([-*•]|\d+[.)])\s+/, ""))}</li>)}</ul>;
  }
  return <p className={caret}>{lines.map((line, i) => <Fragment key={i}>{i > 0 && <br />}{bold(line)}</Fragment>)}</p>;
}

function bold(text: string): ReactNode[] {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, i) => {
    if (part.startsWith("**") && part.length > 4) return <b key={i} className="font-[650]">{part.slice(2, -2)}</b>;
    if (part.startsWith("`") && part.length > 2) return <code key={i} className="mono rounded bg-sunk px-1 text-[.92em]">{part.slice(1, -1)}</code>;
    return <Fragment key={i}>{part}</Fragment>;
  });
}

function Value({ value, depth = 0 }: { value: unknown; depth?: number }): ReactNode {
  if (value === null || value === undefined || value === "") return <span className="text-ink-3">–</span>;
  if (typeof value === "string") return <span className="whitespace-pre-line break-words">{value}</span>;
  if (typeof value !== "object" || depth > 5) return <span className="num">{typeof value === "object" ? JSON.stringify(value) : String(value)}</span>;
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className="text-ink-3">–</span>;
    return <ul className="grid gap-1.5 ps-5">{value.map((one, i) => <li key={i} className="list-disc"><Value value={one} depth={depth + 1} /></li>)}</ul>;
  }
  return (
    <dl className={depth === 0 ? "grid gap-3.5" : "grid gap-1"}>
      {Object.entries(value).map(([name, one]) => (
        <div key={name} className={depth === 0 ? "" : "flex flex-wrap gap-x-2"}>
          <dt className="text-[13px] font-[600] text-ink-3">{sentence(name)}</dt>
          <dd className="min-w-0"><Value value={one} depth={depth + 1} /></dd>
        </div>
      ))}
    </dl>
  );
}
