/** What waits for a creator. */
export const nextWords = {
  title: "Waiting for you",
  asked: (name: string) => `A moderator asked for changes to ${name}`,
  askedMore: "Read what they said, change it, and submit it again.",
  approved: (name: string) => `${name} is approved`,
  approvedMore: "Publish it, and everybody finds it.",
  finish: (name: string) => `${name} is not listed yet`,
  finishMore: "Go on where you stopped. Nobody else sees it until then.",
  reviews: "Reviews wait for an answer",
  reviewsMore: "Whoever reads them reads your answer too.",
  proof: (domain: string) => `${domain} is not shown to be yours yet`,
  proofMore: "Once it is, your agents carry the mark of a verified publisher.",
  money: "Nothing can be paid out to you yet",
  moneyMore: "Say where your earnings go, and whom they are paid to.",
} as const;
