import type { PageRoute } from "@/lib/page-route";
import { organizationWords } from "@/strings/organization";

/** Where the link of an invitation leads, signed in or not. */
export const invitationPages: readonly PageRoute[] = [{ path: "/invitation", title: organizationWords.accept.page, load: () => import("./invitation-page") }];
