import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import { common } from "@/strings/common";

function watch(notify: () => void) {
  addEventListener("online", notify);
  addEventListener("offline", notify);
  return () => {
    removeEventListener("online", notify);
    removeEventListener("offline", notify);
  };
}

export function OfflineBanner() {
  const online = useSyncExternalStore(watch, () => navigator.onLine, () => true);
  if (online) return null;
  return (
    <p role="status" className="sticky top-0 z-50 flex items-center justify-center gap-2 bg-pollen-wash px-4 py-2 text-[13.5px] font-[550] text-pollen-text">
      <WifiOff size={15} />
      {common.offline}
    </p>
  );
}
