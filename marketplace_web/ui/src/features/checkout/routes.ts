import type { PageRoute } from "@/lib/page-route";
import { checkout } from "@/strings/checkout";

export const checkoutPages: readonly PageRoute[] = [
  { path: "/app/checkout", title: checkout.page, load: () => import("./checkout-page") },
  { path: "/app/checkout/$id", title: checkout.page, load: () => import("./paying-page") },
];
