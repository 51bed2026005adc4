export const live = {
  connecting: "connecting",
  underWay: (n: number) => (n === 0 ? "live, nothing runs now" : `${n} running now`),
  none: "Runs appear here as they begin.",
  since: (time: string) => `for ${time}`,
  cost: (credits: string) => (credits === "1" ? "1 credit" : `${credits} credits`),
} as const;
