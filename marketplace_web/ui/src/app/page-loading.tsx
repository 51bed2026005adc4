import { common } from "@/strings/common";

/** Until a page's code is there. The server sends the same, without words, before any script. */
export function PageLoading() {
  return <div className="page-loading" role="status" aria-label={common.loading} />;
}
