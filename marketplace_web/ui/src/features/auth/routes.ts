import type { PageRoute } from "@/lib/page-route";
import { auth } from "@/strings/auth";

export const authPages: readonly PageRoute[] = [
  { path: "/login", title: auth.signIn.page, load: () => import("./sign-in-page") },
  { path: "/signup", title: auth.signUp.page, load: () => import("./sign-up-page") },
];
