import { lazy, Suspense } from "react";
import { useSession } from "@/api/session";

const MaintenanceNotice = lazy(() => import("./maintenance-notice"));

export function MaintenanceBanner() {
  const told = useSession()?.maintenance;
  return told ? <Suspense><MaintenanceNotice told={told} /></Suspense> : null;
}
