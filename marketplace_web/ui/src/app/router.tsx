import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, useLocation, type RouteComponent } from "@tanstack/react-router";
import { useEffect } from "react";
import type { PageRoute } from "@/lib/page-route";
import { accountPages } from "@/features/account/routes";
import { agentPages } from "@/features/agent/routes";
import { analyticsPages } from "@/features/analytics/routes";
import { askPages } from "@/features/ask/routes";
import { authPages } from "@/features/auth/routes";
import { checkoutPages } from "@/features/checkout/routes";
import { comparePages, visitPages } from "@/features/compare/routes";
import { consolePages } from "@/features/console/routes";
import { creditPages } from "@/features/credits/routes";
import { docsPages } from "@/features/docs/routes";
import { homePages } from "@/features/home/routes";
import { inboxPages } from "@/features/inbox/routes";
import { invitationPages } from "@/features/invitation/routes";
import { keyPages } from "@/features/keys/routes";
import { landingPages } from "@/features/landing/routes";
import { legalPages } from "@/features/legal/routes";
import { marketplacePages } from "@/features/marketplace/routes";
import { organizationPages } from "@/features/organization/routes";
import { runPages } from "@/features/runs/routes";
import { studioPages } from "@/features/studio/routes";
import { teamPages } from "@/features/team/routes";
import { CrashPage } from "./error-pages";
import { MaintenanceBanner } from "./maintenance-banner";
import { OfflineBanner } from "./offline-banner";
import { PublicShell } from "./public-shell";
import { PageLoading } from "./page-loading";

const root = createRootRoute({ component: Root, notFoundComponent: lazyRouteComponent(() => import("./missing-page"), "MissingPage"), errorComponent: CrashPage });

/** A shell is a layout without a path of its own; its pages are declared by the features. */
function shelled(id: string, component: RouteComponent, pages: readonly PageRoute[]) {
  const layout = createRoute({ getParentRoute: () => root, id, component });
  const routes = pages.map((page) =>
    createRoute({ getParentRoute: () => layout, path: page.path, component: lazyRouteComponent(page.load), staticData: { title: page.title } as object, errorComponent: CrashPage }),
  );
  return layout.addChildren(routes);
}

const tree = root.addChildren([
  shelled("public", PublicShell, [...landingPages, ...marketplacePages, ...agentPages, ...visitPages, ...docsPages, ...legalPages]),
  shelled("auth", lazyRouteComponent(() => import("./auth-shell"), "AuthShell"), [...authPages, ...invitationPages]),
  shelled("app", lazyRouteComponent(() => import("./app-shell"), "AppShell"), [...homePages, ...askPages, ...comparePages, ...runPages, ...analyticsPages, ...creditPages, ...checkoutPages, ...keyPages, ...accountPages, ...inboxPages, ...studioPages, ...teamPages, ...organizationPages]),
  shelled("console", lazyRouteComponent(() => import("./console-shell"), "ConsoleShell"), consolePages),
]);

export const router = createRouter({ routeTree: tree, defaultPreload: "intent", defaultPendingComponent: PageLoading, defaultPendingMs: 150, defaultPendingMinMs: 0, scrollRestoration: true, defaultErrorComponent: CrashPage });

function Root() {
  return (
    <>
      <OfflineBanner />
      <MaintenanceBanner />
      <Outlet />
      <PageTitle />
    </>
  );
}

/** After a change of page, in the browser: the server wrote the first one. */
function PageTitle() {
  const { pathname } = useLocation();
  useEffect(() => {
    const match = router.state.matches.at(-1);
    const title = (match?.staticData as { title?: string } | undefined)?.title;
    if (title) document.title = title;
  }, [pathname]);
  return null;
}
