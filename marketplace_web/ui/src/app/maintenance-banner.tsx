import { lazy, Suspense } from "react";
import { useMaintenance } from "@/api/session";

const MaintenanceNotice = lazy(() => import("./maintenance-notice"));

export function MaintenanceBanner() {
  const told = useMaintenance();
  return told ? <Suspense><MaintenanceNotice told={told} /></Suspense> : null;
}
