import { RotateCcw } from "lucide-react";
import { common } from "@/strings/common";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/states";

/** The frame came from what the browser keeps, and nobody knows yet for whom. */
export function OutOfReach({ title, retry, children }: { title: string; retry: () => void; children: string }) {
  return <main id="main" className="mx-auto max-w-[720px] px-4 py-16"><Empty seed="offline" className="petal-card" title={title} action={<Button onClick={retry}><RotateCcw size={15} />{common.retry}</Button>}>{children}</Empty></main>;
}
