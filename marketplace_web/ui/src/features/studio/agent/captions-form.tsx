import { useState, type FormEvent } from "react";
import { useMedia, type Media } from "@/api/media";
import { isProblem } from "@/api/problem";
import { PausingButton } from "@/components/pausing-button";
import { media as words } from "@/strings/media";
import { DialogFoot } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { FileDrop } from "./file-drop";

interface Props {
  listing: string;
  media: Media;
  onDone: () => void;
}

/** Captions of a video that is there already, new or in place of those it had. */
export function CaptionsForm({ listing, media, onDone }: Props) {
  const { caption } = useMedia(listing);
  const [captions, setCaptions] = useState<File | null>(null);
  const [language, setLanguage] = useState(media.captions_language ?? "en");
  const refused = isProblem(caption.error) && caption.error.status === 422 ? caption.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!captions) return;
    caption.mutate({ id: media.id, captions, language: language.trim() }, {
      onSuccess: () => {
        say(words.captionsDone);
        onDone();
      },
      onError: (error) => void (!(isProblem(error) && error.status === 422) && sayProblem(error)),
    });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <FileDrop label={words.captions} accept=".vtt,text/vtt" file={captions} onFile={setCaptions} />
      <TextField label={words.language} hint={words.languageHint} required maxLength={35} value={language} fault={refused?.faults.language} onChange={(event) => setLanguage(event.target.value)} />
      {refused && !refused.faults.language && <p role="alert" className="text-[13.5px] font-[550] text-ember-text">{Object.values(refused.faults).join(" ") || refused.detail}</p>}
      <DialogFoot><PausingButton type="submit" look="primary" busy={caption.isPending} disabled={!captions}>{caption.isPending ? words.sending : words.send}</PausingButton></DialogFoot>
    </form>
  );
}
