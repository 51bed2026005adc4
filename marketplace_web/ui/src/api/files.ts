/** Files that agents read, sent before the run that names them. */
import { queryOptions } from "@tanstack/react-query";
import { call } from "./client";
import { Offline, problemOf } from "./problem";

/** A file as the hub keeps it. What it is, its bytes say. */
export interface KeptFile {
  id: string;
  filename: string;
  media_type: string;
  bytes: number;
}

/** Where an input names a file. */
export interface FileRef {
  file_id: string;
}

interface Sending {
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Sends one, and tells how far it is, which `fetch` cannot. Throws a Problem; AbortError where it was left. */
export function sendFile(file: File, { onProgress, signal }: Sending): Promise<KeptFile> {
  const form = new FormData();
  form.set("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", "/v1/files");
  request.setRequestHeader("accept", "application/json");
  request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
  return new Promise((kept, failed) => {
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.addEventListener("abort", () => failed(new DOMException("left", "AbortError")));
    request.addEventListener("error", () => failed(new Offline()));
    request.addEventListener("load", () => {
      if (request.status === 201) kept(JSON.parse(request.responseText) as KeptFile);
      else void problemOf(new Response(request.responseText, { status: request.status || 500 })).then(failed);
    });
    request.send(form);
  });
}

export const removeFile = (id: string): Promise<void> => call("DELETE /v1/files/{file_id}", { path: { file_id: id } }) as Promise<void>;

export const fileQuery = (id: string) =>
  queryOptions({ queryKey: ["file", id], staleTime: Infinity, queryFn: async ({ signal }) => (await call("GET /v1/files/{file_id}", { path: { file_id: id }, signal })) as KeptFile });

export const contentOf = (id: string): string => `/v1/files/${encodeURIComponent(id)}/content`;

const isRef = (value: unknown): value is FileRef => typeof value === "object" && value !== null && typeof (value as FileRef).file_id === "string";

/** The words and the files that a field of an input holds. */
export function partsOf(value: unknown): { words: string; files: string[] } {
  const parts: unknown[] = Array.isArray(value) ? value : [value];
  return { words: parts.filter((part) => typeof part === "string").join("\n\n"), files: parts.filter(isRef).map((part) => part.file_id) };
}
