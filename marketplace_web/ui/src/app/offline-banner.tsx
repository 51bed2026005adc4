import { CloudUpload, WifiOff } from "lucide-react";
import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { useSession } from "@/api/session";
import { useWaiting } from "@/api/waiting";
import { common } from "@/strings/common";
import { waiting as words } from "@/strings/waiting";

const loadList = () => import("./waiting-list");
const WaitingList = lazy(loadList);

const LOADS_AFTER_MS = 2000;

function watch(notify: () => void) {
  addEventListener("online", notify);
  addEventListener("offline", notify);
  return () => {
    removeEventListener("online", notify);
    removeEventListener("offline", notify);
  };
}

/** That there is no network, and what was done meanwhile and waits. */
export function OfflineBanner() {
  const online = useSyncExternalStore(watch, () => navigator.onLine, () => true);
  const me = useSession();
  const deeds = useWaiting();
  // There before it is needed: it cannot be loaded then.
  useEffect(() => {
    if (!me) return;
    const timer = setTimeout(() => void loadList(), LOADS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [me]);
  const waits = me === null ? 0 : deeds.length;
  if (online && waits === 0) return null;
  const Sign = online ? CloudUpload : WifiOff;
  return (
    <div className="sticky top-0 z-50 grid gap-2 bg-pollen-wash px-4 py-2">
      <p role="status" className="flex items-center justify-center gap-2 text-[13.5px] font-[550] text-pollen-text">
        <Sign size={15} className="shrink-0" aria-hidden />
        {waits === 0 ? common.offline : online ? words.online(waits) : words.offline(waits)}
      </p>
      {waits > 0 && <Suspense><WaitingList deeds={deeds} online={online} who={me?.user.id} /></Suspense>}
    </div>
  );
}
