import { clsx } from "clsx";
import { FileUp, ImageUp } from "lucide-react";
import { useId, useState, type DragEvent } from "react";
import { media as words } from "@/strings/media";

/** A file by the browser's own dialog, or dropped. */
export function FileDrop({ label, accept, file, onFile }: { label: string; accept: string; file: File | null; onFile: (file: File | null) => void }) {
  const id = useId();
  const [over, setOver] = useState(false);
  const Icon = accept.includes("image") ? ImageUp : FileUp;
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [first] = event.dataTransfer.files;
    if (first) onFile(first);
  };
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block text-[13.5px] font-[600] text-ink-2">{label}</label>
      <div onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop} className={clsx("flex items-center gap-3 rounded-[14px_14px_14px_5px] border border-dashed px-3.5 py-2.5", over ? "border-brand bg-wash" : "border-[var(--line-strong)]")}>
        <Icon size={19} className="shrink-0 text-brand-text" aria-hidden />
        <input id={id} type="file" accept={accept} onChange={(event) => onFile(event.target.files?.[0] ?? null)} className="h-9 min-w-0 flex-1 text-[13.5px] text-ink-2 file:my-0.5 file:me-3 file:h-8 file:cursor-pointer file:rounded-[10px] file:border file:border-solid file:border-[var(--line-2)] file:bg-surface file:px-3 file:text-[13px] file:font-[600] file:text-ink" />
        <span className="truncate text-[13px] text-ink-3 max-sm:hidden">{file ? "" : words.drop}</span>
      </div>
    </div>
  );
}
