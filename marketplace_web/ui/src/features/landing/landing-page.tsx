import { Hero } from "./hero";
import { Jobs } from "./jobs";
import { Matrix } from "./matrix";
import { OneId } from "./one-id";
import { Closing, Creators, Pricing, Questions, Security } from "./sections";
import { Story } from "./story";

export default function LandingPage() {
  return (
    <>
      <Hero />
      <Story />
      <Jobs />
      <section className="mx-auto grid max-w-[1320px] grid-cols-[minmax(0,1fr)] gap-5 px-5 py-20 md:px-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Matrix />
        <OneId />
      </section>
      <Creators />
      <Pricing />
      <Security />
      <Questions />
      <Closing />
    </>
  );
}
