// Named here and not among the routes: only who opens the studio carries the names of its files.
export const home = () => import("./home-page");
export const apply = () => import("./apply-page");
export const wizard = () => import("./wizard/wizard-page");
export const ownAgent = () => import("./agent/own-agent-page");
export const earnings = () => import("./money/earnings-page");
export const decisions = () => import("./decisions-page");
export const profile = () => import("./profile-page");
