import { clsx } from "clsx";
import { ImageUp } from "lucide-react";
import { useId, useState, type DragEvent, type FormEvent } from "react";
import { useMedia, type Upload } from "@/api/media";
import { isProblem } from "@/api/problem";
import { media as words } from "@/strings/media";
import { Button } from "@/ui/button";
import { DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";

const ACCEPTED = "image/png,image/jpeg,image/webp,video/mp4,video/webm";
const PICTURES = "image/png,image/jpeg,image/webp";

export function MediaForm({ listing, onDone }: { listing: string; onDone: () => void }) {
  const { add } = useMedia(listing);
  const [given, setGiven] = useState<Omit<Upload, "file"> & { file: File | null }>({ file: null, alt: "", poster: null, captions: null, language: "en" });
  const set = (patch: Partial<typeof given>) => setGiven({ ...given, ...patch });
  const video = given.file?.type.startsWith("video/") ?? false;
  const faults = isProblem(add.error) ? add.error.faults : {};
  const known = isProblem(add.error) && add.error.status === 422;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!given.file) return;
    add.mutate({ ...given, file: given.file }, {
      onSuccess: (made) => {
        say(made.status === "pending" ? words.donePending : words.done);
        onDone();
      },
      onError: (error) => void (!(isProblem(error) && error.status === 422) && sayProblem(error)),
    });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <FileDrop label={words.file} accept={ACCEPTED} file={given.file} onFile={(file) => set({ file })} />
      <TextField label={words.alt} hint={words.altHint} required maxLength={300} value={given.alt} fault={faults.alt} onChange={(event) => set({ alt: event.target.value })} />
      {video && (
        <>
          <FileDrop label={words.poster} accept={PICTURES} file={given.poster} onFile={(poster) => set({ poster })} />
          <FileDrop label={words.captions} accept=".vtt,text/vtt" file={given.captions} onFile={(captions) => set({ captions })} />
          {given.captions && <TextField label={words.language} hint={words.languageHint} required value={given.language} fault={faults.language} onChange={(event) => set({ language: event.target.value })} />}
        </>
      )}
      {known && <p role="alert" className="text-[13.5px] font-[550] text-ember-text">{[...new Set(Object.values(faults))].join(" ") || (isProblem(add.error) ? add.error.detail : "")}</p>}
      <DialogFoot><Button type="submit" look="primary" busy={add.isPending} disabled={!given.file || (video && !given.poster)}>{add.isPending ? words.sending : words.send}</Button></DialogFoot>
    </form>
  );
}

/** A file by the browser's own dialog, or dropped. */
function FileDrop({ label, accept, file, onFile }: { label: string; accept: string; file: File | null; onFile: (file: File | null) => void }) {
  const id = useId();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [first] = event.dataTransfer.files;
    if (first) onFile(first);
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-[13.5px] font-[600] text-ink-2">{label}</label>
      <div onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop} className={clsx("flex items-center gap-3 rounded-[14px_14px_14px_5px] border border-dashed px-3.5 py-3", over ? "border-brand bg-wash" : "border-[var(--line-strong)]")}>
        <ImageUp size={19} className="shrink-0 text-brand-text" aria-hidden />
        <input id={id} type="file" accept={accept} onChange={(event) => onFile(event.target.files?.[0] ?? null)} className="min-w-0 flex-1 text-[13.5px] text-ink-2 file:me-3 file:h-8 file:cursor-pointer file:rounded-[10px] file:border file:border-solid file:border-[var(--line-2)] file:bg-surface file:px-3 file:text-[13px] file:font-[600] file:text-ink" />
        <span className="truncate text-[13px] text-ink-3 max-sm:hidden">{file ? "" : words.drop}</span>
      </div>
    </div>
  );
}
