import type { Media } from "@/api/media";

/** A picture, or what stands for a video, at every width that there is of it. */
export const srcSetOf = ({ sources }: Media): string => sources.map((one) => `${one.url} ${one.width}w`).join(", ");
