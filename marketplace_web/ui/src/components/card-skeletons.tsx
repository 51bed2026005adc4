import { common } from "@/strings/common";

const LINES = ["w-[88%]", "w-[70%]", "w-[78%]", "w-[64%]"];

/** Shaped like the cards of agents that are coming. */
export function CardSkeletons({ count, className }: { count: number; className: string }) {
  return (
    <div className={className} role="status" aria-label={common.loading}>
      {Array.from({ length: count }, (_, i) => (
        <div key={i} className="petal-card grid h-[340px] content-start gap-3 p-5 [animation:appear_200ms_150ms_both]">
          <div className="mb-2 flex items-center gap-3.5">
            <span className="skeleton size-[58px] !rounded-[30%_30%_30%_9%]" />
            <span className="grid flex-1 gap-2"><span className="skeleton h-5 w-[62%] !rounded-lg" /><span className="skeleton h-3.5 w-[44%] !rounded-lg" /></span>
          </div>
          {LINES.map((width) => <span key={width} className={`skeleton h-3.5 !rounded-lg ${width}`} />)}
          <span className="mt-[52px] flex items-center justify-between border-t pt-4"><span className="skeleton h-4 w-24 !rounded-lg" /><span className="skeleton h-8 w-16 !rounded-[10px]" /></span>
        </div>
      ))}
    </div>
  );
}
