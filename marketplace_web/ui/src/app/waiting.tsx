import { common } from "@/strings/common";

/** Until a page's code is there. The server sends the same, without words, before any script. */
export function Waiting() {
  return <div className="waiting" role="status" aria-label={common.loading} />;
}
