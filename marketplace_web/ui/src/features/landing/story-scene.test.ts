import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { landing } from "@/strings/landing";
import { busyAt, heroAt, sceneLength } from "./hero-clock";
import { storyAt } from "./story-scene";

describe("what is there before the script", () => {
  it("says what the page then says", () => {
    const html = readFileSync("public/web/first-paint.html", "utf8");
    const text = html.replaceAll("<br>", " ").replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").trim();
    const { first, second, third, lead } = landing.hero;
    expect(text).toBe([first, second, third, lead].join(" "));
    expect(html).not.toMatch(/style=|<script/);
  });
});

describe("the story", () => {
  it("begins with nothing and ends with everything", () => {
    expect(storyAt(0)).toMatchObject({ typed: 0, planned: 0, rows: 0, share: 0, asks: false, approved: false });
    const end = storyAt(1);
    expect(end).toMatchObject({ typed: landing.story.goal.length, planned: 5, rows: 4, share: 1, approved: true });
    expect(end.stages.every((stage) => stage === "done")).toBe(true);
  });

  it("never goes back while time goes on", () => {
    let last = storyAt(0);
    for (let t = 0; t <= 1; t += 0.002) {
      const now = storyAt(t);
      expect(now.typed).toBeGreaterThanOrEqual(last.typed);
      expect(now.share).toBeGreaterThanOrEqual(last.share);
      expect(now.chapter).toBeGreaterThanOrEqual(last.chapter);
      last = now;
    }
  });
});

describe("the hero", () => {
  it("types the goal, lets five agents work, and shows a result", () => {
    for (const { goal } of landing.scenes) {
      expect(heroAt(goal, 0)).toEqual({ typed: 0, agents: Array(5).fill("ready"), finished: false });
      const end = heroAt(goal, sceneLength(goal));
      expect(end).toEqual({ typed: goal.length, agents: Array(5).fill("done"), finished: true });
    }
  });

  it("lights exactly the petals whose agents run", () => {
    const goal = landing.scenes[0]?.goal ?? "";
    for (let ms = 0; ms < sceneLength(goal); ms += 100) {
      const moment = heroAt(goal, ms);
      expect(busyAt(moment).slice(0, 7).filter((busy) => busy === 1)).toHaveLength(moment.agents.filter((state) => state === "running").length);
    }
  });
});
