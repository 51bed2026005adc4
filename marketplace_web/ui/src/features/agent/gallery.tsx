import { clsx } from "clsx";
import { Play } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Media } from "@/api/media";
import { media as words } from "@/strings/media";
import { srcSetOf } from "./src-set";

// Most readers look at what is small, so what shows it large comes when it is asked for.
const Large = lazy(() => import("./gallery-large").then((m) => ({ default: m.Large })));

/** What the publisher shows of the agent, in a strip; each of it opens large. */
export function Gallery({ of, media }: { of: string; media: readonly Media[] }) {
  const [at, setAt] = useState<number | null>(null);
  const [asked, setAsked] = useState(false);
  const shown = media.filter((one) => one.status === "published");
  if (shown.length === 0) return null;
  const open = (i: number) => {
    setAsked(true);
    setAt(i);
  };
  return (
    <section aria-label={words.title}>
      <ul className="scroll-x bleed -my-1 flex snap-x snap-mandatory gap-3 py-1 md:snap-proximity">
        {shown.map((one, i) => <li key={one.id} className="max-w-full shrink-0 snap-start"><Tile media={one} alone={shown.length === 1} onOpen={() => open(i)} /></li>)}
      </ul>
      {asked && <Suspense><Large of={of} media={shown} at={at} onAt={setAt} /></Suspense>}
    </section>
  );
}

const HEIGHT = 280;

/** As high as the others, as wide as its picture is then; what is alone may take the whole width. */
function Tile({ media, alone, onOpen }: { media: Media; alone: boolean; onOpen: () => void }) {
  const [widest] = media.sources;
  const { width, height } = widest ?? media;
  return (
    <button type="button" aria-haspopup="dialog" onClick={onOpen} className="group relative block overflow-hidden rounded-[20px_20px_20px_7px] border bg-sunk transition-[border-color] hover:border-[var(--orchid-400)]">
      <img
        src={media.thumbnail_url}
        srcSet={srcSetOf(media)}
        sizes={alone ? "(min-width: 64rem) 800px, 100vw" : `${Math.round((HEIGHT * width) / height)}px`}
        alt={media.alt}
        width={width}
        height={height}
        className={clsx("max-w-full object-cover", alone ? "h-auto max-h-[440px] w-auto" : "h-[200px] w-auto md:h-[280px]")}
      />
      {media.kind === "video" && (
        <span className="absolute bottom-2.5 start-2.5 inline-flex items-center gap-1.5 rounded-[10px] bg-[#210f22] px-2.5 py-1.5 text-[13px] font-[600] text-white"><Play size={13} fill="currentColor" aria-hidden />{words.videoOf(media.seconds)}</span>
      )}
    </button>
  );
}
