import { useCallback, useEffect, useReducer, useRef } from "react";
import { removeFile, sendFile, type FileRef } from "@/api/files";
import { isProblem } from "@/api/problem";
import { HEAD_BYTES, kindOf, MOST_BYTES, sizeOf, TAIL_BYTES, type FileKind } from "@/lib/file-kind";
import { files as words } from "@/strings/files";

/** A file that is being attached, or is. */
export interface Attached {
  key: string;
  file: File;
  kind: FileKind;
  /** From 0 to 1. */
  share: number;
  /** The hub's, once it has it. */
  id: string | null;
  /** Why it is not attached. `again`: it may be sent once more. */
  fault: string | null;
  again: boolean;
}

type Change = { name: "add"; one: Attached } | { name: "set"; key: string; to: Partial<Attached> } | { name: "remove"; key: string } | { name: "clear" };

function reduce(list: readonly Attached[], change: Change): readonly Attached[] {
  switch (change.name) {
    case "add":
      return [...list, change.one];
    case "set":
      return list.map((one) => (one.key === change.key ? { ...one, ...change.to } : one));
    case "remove":
      return list.filter((one) => one.key !== change.key);
    default:
      return [];
  }
}

export interface Files {
  list: readonly Attached[];
  /** Those that the hub has, as an input names them. */
  refs: readonly FileRef[];
  /** Whether nothing is under way, and nothing is wrong. */
  ready: boolean;
  add: (files: Iterable<File>) => void;
  retry: (key: string) => void;
  remove: (key: string) => void;
  /** Forgets them: a run has them now. */
  clear: () => void;
}

interface Limits {
  most: number;
  images: boolean;
}

const bytesOf = async (part: Blob): Promise<Uint8Array> => new Uint8Array(await part.arrayBuffer());

async function faultOf(file: File, limits: Limits): Promise<{ kind: FileKind; fault: string | null }> {
  if (file.size > MOST_BYTES) return { kind: "other", fault: words.large(sizeOf(file.size)) };
  if (file.size === 0) return { kind: "other", fault: words.empty };
  const [head, tail] = await Promise.all([bytesOf(file.slice(0, HEAD_BYTES)), bytesOf(file.slice(-TAIL_BYTES))]);
  const kind = kindOf(head, file.size <= HEAD_BYTES, tail);
  if (kind === "other") return { kind, fault: words.kind };
  return { kind, fault: kind === "image" && !limits.images ? words.noImage : null };
}

/** Files of one field: sent as soon as they are chosen, so that the run itself does not wait for them. */
export function useFiles(limits: Limits): Files {
  const [list, change] = useReducer(reduce, []);
  const going = useRef(new Map<string, AbortController>());
  const bounds = useRef(limits);
  bounds.current = limits;

  const send = useCallback(async (key: string, file: File) => {
    const control = new AbortController();
    going.current.set(key, control);
    change({ name: "set", key, to: { fault: null, again: false, share: 0 } });
    try {
      const kept = await sendFile(file, { signal: control.signal, onProgress: (share) => change({ name: "set", key, to: { share } }) });
      change({ name: "set", key, to: { id: kept.id, share: 1 } });
    } catch (error) {
      if (control.signal.aborted) return;
      change({ name: "set", key, to: { fault: (isProblem(error) && error.detail) || words.failed, again: true } });
    } finally {
      going.current.delete(key);
    }
  }, []);

  const add = useCallback(async (files: readonly File[]) => {
    let room = bounds.current.most - list.length;
    for (const file of files) {
      const key = crypto.randomUUID();
      const { kind, fault } = await faultOf(file, bounds.current);
      const wrong = fault ?? (room > 0 ? null : words.tooMany(bounds.current.most));
      change({ name: "add", one: { key, file, kind, share: 0, id: null, fault: wrong, again: false } });
      if (wrong) continue;
      room -= 1;
      void send(key, file);
    }
  }, [list.length, send]);

  const remove = useCallback((key: string) => {
    going.current.get(key)?.abort();
    const id = list.find((one) => one.key === key)?.id;
    // Nobody has it any more; what the hub still keeps, its retention takes away in the end.
    if (id) removeFile(id).catch(() => undefined);
    change({ name: "remove", key });
  }, [list]);

  const retry = useCallback((key: string) => {
    const one = list.find((found) => found.key === key);
    if (one) void send(key, one.file);
  }, [list, send]);

  const clear = useCallback(() => change({ name: "clear" }), []);
  useEffect(() => {
    const open = going.current;
    return () => open.forEach((control) => control.abort());
  }, []);
  const ready = list.every((one) => one.id !== null && (one.kind !== "image" || limits.images));
  const refs = list.flatMap(({ id }) => (id ? [{ file_id: id }] : []));
  return { list, refs, ready, add: (files) => void add([...files]), retry, remove, clear };
}
