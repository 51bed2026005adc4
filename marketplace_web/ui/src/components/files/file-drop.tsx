import { clsx } from "clsx";
import { FileUp, Paperclip } from "lucide-react";
import { useRef, useState, type ClipboardEvent, type DragEvent, type ReactNode } from "react";
import { files as words } from "@/strings/files";
import { IconButton } from "@/ui/button";
import type { Files } from "./use-files";

interface DropProps {
  files: Files;
  /** Where there is nothing to drop them into just now. */
  off?: boolean;
  className?: string;
  children: ReactNode;
}

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");

const hold = (event: DragEvent) => carriesFiles(event) && event.preventDefault();

/** A place where files are dropped, or pasted; beside the button, which does the same by keyboard. */
export function FileDrop({ files, off, className, children }: DropProps) {
  // How many elements of the place the pointer is over: leaving one of them is not leaving it.
  const [over, setOver] = useState(0);
  const enter = (event: DragEvent) => carriesFiles(event) && setOver(over + 1);
  const leave = (event: DragEvent) => carriesFiles(event) && setOver(Math.max(0, over - 1));
  const drop = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    setOver(0);
    if (!off) files.add(event.dataTransfer.files);
  };
  const paste = (event: ClipboardEvent) => {
    if (off || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    files.add(event.clipboardData.files);
  };
  return (
    <div onDragEnter={enter} onDragLeave={leave} onDragOver={hold} onDrop={drop} onPaste={paste} className={clsx("relative", className)}>
      {children}
      {over > 0 && !off && (
        <div aria-hidden className="line-in pointer-events-none absolute inset-0 z-10 grid place-items-center rounded-[inherit] border-2 border-dashed border-orchid-400 bg-wash text-[15px] font-[600] text-brand-text">
          <span className="flex items-center gap-2.5"><FileUp size={20} />{words.drop}</span>
        </div>
      )}
    </div>
  );
}

interface ButtonProps {
  files: Files;
  label?: string;
  many?: boolean;
}

/** Opens the machine's own choice of files. */
export function AttachButton({ files, label = words.attach, many = true }: ButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={label} onClick={() => input.current?.click()} className="!size-9"><Paperclip size={17} /></IconButton>
      <input
        ref={input}
        type="file"
        multiple={many}
        tabIndex={-1}
        aria-hidden
        className="hidden"
        onChange={(event) => {
          files.add(event.target.files ?? []);
          event.target.value = "";
        }}
      />
    </>
  );
}
