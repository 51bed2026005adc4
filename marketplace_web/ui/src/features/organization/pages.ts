// Named here and not among the routes: only who opens an organization's settings carries the names of its files.
export const members = () => import("./members-page");
export const teams = () => import("./teams-page");
export const roles = () => import("./roles-page");
export const policies = () => import("./policies-page");
export const signIn = () => import("./sign-in-page");
export const connection = () => import("./connection-page");
export const directory = () => import("./directory-page");
export const audit = () => import("./audit-page");
export const support = () => import("./support-page");
export const budgets = () => import("./budgets-page");
export const general = () => import("./general-page");
