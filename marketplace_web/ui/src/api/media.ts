/** Pictures and video of a listing, and the mark of a publisher, as files that are sent. */
import { useMutation } from "@tanstack/react-query";
import { call, type Answer } from "./client";
import { useRefresh } from "./making";

export type Media = Answer<"POST /v1/listings/{listing_id}/media">;

export interface Upload {
  file: File;
  alt: string;
  poster: File | null;
  captions: File | null;
  language: string;
}

export function formOf({ file, alt, poster, captions, language }: Upload): FormData {
  const form = new FormData();
  form.set("file", file);
  form.set("alt", alt);
  if (poster) form.set("poster", poster);
  if (captions) {
    form.set("captions", captions);
    form.set("language", language);
  }
  return form;
}

export function useMedia(listing: string) {
  const refresh = useRefresh();
  const at = (id: string) => ({ path: { listing_id: listing, media_id: id } });
  const add = useMutation({ mutationFn: (upload: Upload) => call("POST /v1/listings/{listing_id}/media", { path: { listing_id: listing }, body: formOf(upload) }), onSuccess: refresh });
  const place = useMutation({ mutationFn: ({ id, position }: { id: string; position: number }) => call("PATCH /v1/listings/{listing_id}/media/{media_id}", { ...at(id), body: { position } }), onSuccess: refresh });
  const caption = useMutation({
    mutationFn: ({ id, captions, language }: { id: string; captions: File; language: string }) => {
      const form = new FormData();
      form.set("captions", captions);
      form.set("language", language);
      return call("PUT /v1/listings/{listing_id}/media/{media_id}/captions", { ...at(id), body: form });
    },
    onSuccess: refresh,
  });
  const remove = useMutation({ mutationFn: (id: string) => call("DELETE /v1/listings/{listing_id}/media/{media_id}", at(id)), onSuccess: refresh });
  return { add, place, caption, remove };
}

export function useLogo(publisher: string) {
  const refresh = useRefresh();
  const path = { publisher_id: publisher };
  const set = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.set("file", file);
      return call("PUT /v1/publishers/{publisher_id}/logo", { path, body: form });
    },
    onSuccess: refresh,
  });
  const remove = useMutation({ mutationFn: () => call("DELETE /v1/publishers/{publisher_id}/logo", { path }), onSuccess: refresh });
  return { set, remove };
}
