import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect } from "react";
import type { Media } from "@/api/media";
import { media as words } from "@/strings/media";
import { IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { srcSetOf } from "./src-set";

interface Props {
  of: string;
  media: readonly Media[];
  /** Which of them is looked at; null where none is. */
  at: number | null;
  onAt: (at: number | null) => void;
}

/** One at a time, as large as the window lets it be; arrows go to the others, round and round. */
export function Large({ of, media, at, onAt }: Props) {
  const move = (by: number) => at !== null && onAt((at + by + media.length) % media.length);
  useArrows(at !== null, move);
  const one = at === null ? undefined : media[at];
  return (
    <Dialog open={at !== null} onOpenChange={(open) => !open && onAt(null)} title={of} wide="stage">
      {one && (
        <figure>
          <div className="grid place-items-center overflow-hidden rounded-[16px_16px_16px_6px] bg-sunk">
            {one.kind === "video" ? <Film key={one.id} media={one} /> : <Picture key={one.id} media={one} />}
          </div>
          <figcaption className="mt-3 flex items-center gap-2">
            <p aria-live="polite" className="min-w-0 flex-1 text-[14.5px] text-ink-2">{one.alt}{media.length > 1 && <span className="num ms-2 whitespace-nowrap text-[13px] text-ink-3">{words.place(Number(at) + 1, media.length)}</span>}</p>
            {media.length > 1 && (
              <>
                <IconButton label={words.previous} onClick={() => move(-1)}><ChevronLeft size={18} /></IconButton>
                <IconButton label={words.next} onClick={() => move(1)}><ChevronRight size={18} /></IconButton>
              </>
            )}
          </figcaption>
        </figure>
      )}
    </Dialog>
  );
}

/** Wherever in it the focus is, except in a video: there the arrows wind it. */
function useArrows(listening: boolean, move: (by: number) => void) {
  useEffect(() => {
    if (!listening) return;
    const step = ({ key, target }: KeyboardEvent) => {
      if (target instanceof HTMLVideoElement) return;
      if (key === "ArrowLeft") move(-1);
      if (key === "ArrowRight") move(1);
    };
    // On its way down: a dialog keeps arrows that come up to itself.
    document.addEventListener("keydown", step, true);
    return () => document.removeEventListener("keydown", step, true);
  });
}

const FITS = "h-auto max-h-[62dvh] max-w-full object-contain";

function Picture({ media }: { media: Media }) {
  return <img src={media.url} srcSet={srcSetOf(media)} sizes="(min-width: 72rem) 1130px, 100vw" alt={media.alt} width={media.width} height={media.height} className={`${FITS} w-auto`} />;
}

/** Nothing of it is fetched, and nothing moves, before somebody plays it. */
function Film({ media }: { media: Media }) {
  return (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- whoever gave no captions has none, and an empty track would claim some
    <video controls playsInline preload="none" poster={media.poster_url ?? undefined} aria-label={media.alt} width={media.width} height={media.height} className={`${FITS} w-full`}>
      <source src={media.url} type={media.media_type} />
      {media.captions_url && <track kind="captions" src={media.captions_url} srcLang={media.captions_language ?? undefined} label={words.captionsIn(media.captions_language)} default />}
    </video>
  );
}
