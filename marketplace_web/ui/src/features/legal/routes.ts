import type { PageRoute } from "@/lib/page-route";
import { legal } from "@/strings/legal";

export const legalPages: readonly PageRoute[] = [
  { path: "/legal/terms", title: legal.terms.page, load: () => import("./terms-page") },
  { path: "/legal/privacy", title: legal.privacy.page, load: () => import("./privacy-page") },
];
