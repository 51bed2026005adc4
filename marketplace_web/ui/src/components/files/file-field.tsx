import { useEffect, useId, type ReactNode } from "react";
import { files as words } from "@/strings/files";
import { FileChips } from "./file-chips";
import { AttachButton, FileDrop } from "./file-drop";
import { useFiles } from "./use-files";

/** The files of one field: their IDs, and whether all of them are there. */
export interface FieldFiles {
  ids: readonly string[];
  ready: boolean;
}

interface Props {
  label: string;
  hint?: string;
  most: number;
  images: boolean;
  onChange: (files: FieldFiles) => void;
  /** The field that takes words beside them; without it files are all that it takes. */
  children?: ReactNode;
}

export function FileField({ label, hint, most, images, onChange, children }: Props) {
  const files = useFiles({ most, images });
  const id = useId();
  const ids = files.refs.map((one) => one.file_id).join(" ");
  const { ready } = files;
  useEffect(() => {
    onChange({ ids: ids ? ids.split(" ") : [], ready });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a new function is no change of the files
  }, [ids, ready]);
  if (children) {
    return (
      <FileDrop files={files} className="rounded-[14px]">
        <div className="relative">
          {children}
          <span className="absolute end-0 top-[-9px]"><AttachButton files={files} label={words.attachTo(label)} /></span>
        </div>
        <FileChips files={files} images={images} className="mt-2" />
      </FileDrop>
    );
  }
  return (
    <FileDrop files={files} className="rounded-[14px]">
      <div role="group" aria-labelledby={id}>
        <p id={id} className="mb-1.5 text-[13.5px] font-[600] text-ink-2">{label}</p>
        <div className="grid gap-2.5 rounded-[14px_14px_14px_5px] border border-dashed border-line-2 p-3">
          <FileChips files={files} images={images} />
          {files.list.length < most && <span className="flex items-center gap-2 text-[14px] text-ink-2"><AttachButton files={files} label={words.attachTo(label)} many={most > 1} />{words.choose}</span>}
        </div>
        {hint && <p className="mt-1.5 text-[13px] text-ink-3">{hint}</p>}
      </div>
    </FileDrop>
  );
}
