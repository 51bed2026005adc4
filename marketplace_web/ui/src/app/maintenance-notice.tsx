import { Wrench } from "lucide-react";
import type { Maintenance } from "@/api/session";
import { at } from "@/lib/format";
import { common } from "@/strings/common";

/** While nothing can be changed: what the platform says of it, and until when. */
export default function MaintenanceNotice({ told }: { told: Maintenance }) {
  return (
    <p role="status" className="flex items-start justify-center gap-2 bg-[var(--iris-wash)] px-4 py-2 text-[13.5px] text-iris-text">
      <Wrench size={15} className="mt-[3px] shrink-0" aria-hidden />
      <span className="min-w-0 [overflow-wrap:anywhere]"><b className="font-[620]">{told.message}</b> {told.until && common.maintenanceUntil(at(told.until))}</span>
    </p>
  );
}
