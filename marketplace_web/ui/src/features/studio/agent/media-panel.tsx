import { Captions, ChevronLeft, ChevronRight, Clapperboard, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Listing } from "@/api/making";
import { useMedia, type Media } from "@/api/media";
import { Panel } from "@/components/page-head";
import { media as words } from "@/strings/media";
import { own } from "@/strings/studio-agent";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { say, sayProblem } from "@/ui/toast";
import { CaptionsForm } from "./captions-form";
import { MediaForm } from "./media-form";

/** What shows the agent at work, in the order in which others see it. */
export function MediaPanel({ listing }: { listing: Listing }) {
  const [adding, setAdding] = useState(false);
  return (
    <Panel title={words.title}>
      {listing.media.length === 0 && <p className="text-[14px] text-ink-3">{own.listing.mediaNone}</p>}
      <ol className="grid gap-3">
        {listing.media.map((one, i) => <Item key={one.id} listing={listing.id} media={one} at={i} of={listing.media.length} />)}
      </ol>
      <Button size="sm" className="mt-3" onClick={() => setAdding(true)}><Plus size={15} />{words.add}</Button>
      <Dialog open={adding} onOpenChange={setAdding} title={words.add}>
        <MediaForm listing={listing.id} onDone={() => setAdding(false)} />
      </Dialog>
    </Panel>
  );
}

function Item({ listing, media, at, of }: { listing: string; media: Media; at: number; of: number }) {
  const { place, remove } = useMedia(listing);
  const [captioning, setCaptioning] = useState(false);
  const captions = media.captions_url === null ? words.addCaptions : words.replaceCaptions;
  const move = (position: number) => place.mutate({ id: media.id, position }, { onError: sayProblem });
  return (
    <li className="overflow-hidden rounded-[14px_14px_14px_5px] border">
      <div className="relative">
        <img src={media.thumbnail_url} alt={media.alt} width={media.width} height={media.height} loading="lazy" className="h-auto w-full bg-sunk" />
        {media.kind === "video" && <span className="absolute bottom-2 start-2 inline-flex items-center gap-1 rounded-[8px] bg-[#210f22] px-2 py-1 text-[12px] font-[600] text-white"><Clapperboard size={13} aria-hidden />{words.videoOf(media.seconds)}</span>}
      </div>
      <p className="flex items-center gap-0.5 px-2 py-1.5">
        <span className="min-w-0 flex-1 truncate text-[13px] text-ink-2" title={media.alt}>{media.status === "published" ? media.alt : <b className="font-[600] text-pollen-text">{media.status === "pending" ? words.pending : words.removed}</b>}</span>
        {media.kind === "video" && <IconButton size="sm" label={captions} onClick={() => setCaptioning(true)}><Captions size={16} /></IconButton>}
        <IconButton size="sm" label={words.earlier} disabled={at === 0} onClick={() => move(at - 1)}><ChevronLeft size={16} /></IconButton>
        <IconButton size="sm" label={words.later} disabled={at === of - 1} onClick={() => move(at + 1)}><ChevronRight size={16} /></IconButton>
        <IconButton size="sm" label={words.remove} busy={remove.isPending} onClick={() => void remove.mutateAsync(media.id).then(() => say(words.gone), sayProblem)}><Trash2 size={15} /></IconButton>
      </p>
      {media.captions_url !== null && <p className="-mt-1 px-2 pb-2 text-[12.5px] text-ink-3">{words.hasCaptions(words.captionsIn(media.captions_language))}</p>}
      <Dialog open={captioning} onOpenChange={setCaptioning} title={captions} description={words.captionsLead}>
        <CaptionsForm listing={listing} media={media} onDone={() => setCaptioning(false)} />
      </Dialog>
    </li>
  );
}
