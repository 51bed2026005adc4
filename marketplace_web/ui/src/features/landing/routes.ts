import type { PageRoute } from "@/lib/page-route";
import { landing } from "@/strings/landing";
import LandingPage from "./landing-page";

/** Not lazy: it is the page that most first visits begin with. */
export const landingPages: readonly PageRoute[] = [{ path: "/", title: landing.page, load: () => Promise.resolve({ default: LandingPage }) }];
