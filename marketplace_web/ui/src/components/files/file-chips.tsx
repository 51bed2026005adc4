import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { FileText, FileWarning, Image, RotateCcw, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { contentOf, fileQuery } from "@/api/files";
import { sizeOf } from "@/lib/file-kind";
import { files as words } from "@/strings/files";
import { IconButton } from "@/ui/button";
import type { Attached, Files } from "./use-files";

/** What is attached, how far it is, and how to take it away. */
export function FileChips({ files, images = true, className }: { files: Files; images?: boolean; className?: string }) {
  if (files.list.length === 0) return null;
  return (
    <ul aria-label={words.list} className={clsx("flex flex-wrap gap-2", className)}>
      {files.list.map((one) => <Chip key={one.key} one={one} barred={one.kind === "image" && !images} onRetry={() => files.retry(one.key)} onRemove={() => files.remove(one.key)} />)}
    </ul>
  );
}

function Chip({ one, barred, onRetry, onRemove }: { one: Attached; barred: boolean; onRetry: () => void; onRemove: () => void }) {
  const fault = one.fault ?? (barred ? words.noImage : null);
  const share = Math.round(100 * one.share);
  const told = fault ?? (one.id ? sizeOf(one.file.size) : words.sending(share));
  return (
    <li className={clsx("line-in relative flex min-w-0 max-w-full items-center gap-2.5 overflow-hidden rounded-[14px_14px_14px_5px] border py-1.5 ps-2 pe-1", fault ? "border-transparent bg-ember-wash" : "bg-surface-2")}>
      <Face one={one} fault={fault !== null} />
      <span className="min-w-0 leading-tight">
        <b className="block max-w-[220px] truncate text-[13.5px] font-[600]">{one.file.name}</b>
        <span role={fault ? "alert" : undefined} className={clsx("block text-[12.5px]", fault ? "max-w-[300px] text-ember-text" : "num text-ink-3")}>{told}</span>
      </span>
      {one.again && <IconButton label={words.again} size="sm" onClick={onRetry}><RotateCcw size={14} /></IconButton>}
      <IconButton label={words.remove(one.file.name)} size="sm" onClick={onRemove}><X size={15} /></IconButton>
      {!fault && !one.id && <i role="progressbar" aria-label={words.sending(share)} aria-valuenow={share} aria-valuemin={0} aria-valuemax={100} className="absolute inset-x-0 bottom-0 block h-[3px] origin-left bg-brand transition-transform duration-200" style={{ transform: `scaleX(${one.share})` }} />}
    </li>
  );
}

const FACE = "petal grid size-9 shrink-0 place-items-center overflow-hidden";

function Face({ one, fault }: { one: Attached; fault: boolean }) {
  if (fault) return <span className={clsx(FACE, "text-ember-text")}><FileWarning size={18} aria-hidden /></span>;
  if (one.kind === "image") return <Picture file={one.file} />;
  return <span className={clsx(FACE, "bg-wash text-brand-text")}><FileText size={17} aria-hidden /></span>;
}

/** A picture from an address that never leaves this machine. */
function Picture({ file }: { file: File }) {
  const shown = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(file);
    if (shown.current) shown.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [file]);
  return <img ref={shown} alt="" className={clsx(FACE, "object-cover")} />;
}

/** Files that a message was sent with; each can be had back. */
export function SentFiles({ ids, className }: { ids: readonly string[]; className?: string }) {
  if (ids.length === 0) return null;
  return (
    <ul aria-label={words.list} className={clsx("flex flex-wrap gap-2", className)}>
      {ids.map((id) => <Sent key={id} id={id} />)}
    </ul>
  );
}

function Sent({ id }: { id: string }) {
  const { data, error } = useQuery({ ...fileQuery(id), retry: false });
  const Icon = data?.media_type.startsWith("image/") ? Image : FileText;
  const look = "line-in flex min-w-0 max-w-full items-center gap-2.5 rounded-[14px_14px_5px_14px] border bg-surface px-3 py-2 text-[13.5px]";
  if (error) return <li className={clsx(look, "text-ink-3")}><FileWarning size={16} aria-hidden />{words.gone}</li>;
  return (
    <li className="min-w-0">
      <a href={contentOf(id)} download={data?.filename} className={clsx(look, "transition-colors hover:border-orchid-400")}>
        <Icon size={16} className="shrink-0 text-brand-text" aria-hidden />
        <span className="truncate font-[600]">{data?.filename ?? "…"}</span>
        {data && <span className="num shrink-0 text-ink-3">{sizeOf(data.bytes)}</span>}
      </a>
    </li>
  );
}
