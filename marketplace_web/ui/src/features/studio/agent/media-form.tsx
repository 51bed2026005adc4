import { useState, type FormEvent } from "react";
import { useMedia, type Upload } from "@/api/media";
import { isProblem } from "@/api/problem";
import { PausingButton } from "@/components/pausing-button";
import { media as words } from "@/strings/media";
import { DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { FileDrop } from "./file-drop";

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
      <DialogFoot><PausingButton type="submit" look="primary" busy={add.isPending} disabled={!given.file || (video && !given.poster)}>{add.isPending ? words.sending : words.send}</PausingButton></DialogFoot>
    </form>
  );
}
