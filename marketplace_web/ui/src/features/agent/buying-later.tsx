import { lazy, Suspense, type ComponentProps } from "react";
import { Skeletons } from "@/ui/states";

const Panel = lazy(() => import("./buying").then((made) => ({ default: made.BuyPanel })));
const Plans = lazy(() => import("./buying").then((made) => ({ default: made.VisitorPlans })));
const Acting = lazy(() => import("./buying").then((made) => ({ default: made.SoldButton })));
const Price = lazy(() => import("./buying").then((made) => ({ default: made.SoldPrice })));

const waiting = <Skeletons count={2} className="grid gap-3 sm:grid-cols-2" each="h-36" />;

/** Plans come with a chunk of their own: most who read of an agent do not buy it now. */
export const BuyPanel = (props: ComponentProps<typeof Panel>) => <Suspense fallback={waiting}><Panel {...props} /></Suspense>;
export const VisitorPlans = (props: ComponentProps<typeof Plans>) => <Suspense fallback={waiting}><Plans {...props} /></Suspense>;
export const SoldButton = (props: ComponentProps<typeof Acting>) => <Suspense fallback={<span className="skeleton block h-12 w-44 !rounded-[14px]" />}><Acting {...props} /></Suspense>;
export const SoldPrice = (props: ComponentProps<typeof Price>) => <Suspense><Price {...props} /></Suspense>;
