import { common } from "@/strings/common";

export function SkipLink() {
  return (
    <a href="#main" className="btn btn-primary sr-only focus:not-sr-only focus:!absolute focus:start-4 focus:top-3 focus:z-50 focus:!h-10 focus:!px-4">
      {common.skip}
    </a>
  );
}
