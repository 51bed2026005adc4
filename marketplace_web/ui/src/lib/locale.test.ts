import { afterEach, describe, expect, it, vi } from "vitest";

const speaking = async (language: string) => {
  vi.resetModules();
  vi.stubGlobal("navigator", { language });
  return { ...(await import("./format")), ...(await import("./money")) };
};

describe("numbers, money and days", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it("are written as the reader writes them", async () => {
    const { whole, money, onDate, credits, percent } = await speaking("de-DE");
    expect(whole(1_234_567)).toBe("1.234.567");
    expect(credits("0.0125")).toBe("0,0125");
    expect(percent(0.125)).toBe("12,5%");
    expect(money({ amount: 123_456, currency: "EUR" })).toBe("1.234,56\u00a0€");
    expect(onDate("2026-11-30T12:00:00Z")).toBe("30. November 2026");
  });

  it("are told in the words of the pages", async () => {
    const { ago } = await speaking("de-DE");
    expect(ago("2026-11-28T12:00:00Z", Date.parse("2026-11-30T12:00:00Z"))).toBe("2 days ago");
  });

  it("group rupees as in India, in whichever English", async () => {
    const { money } = await speaking("en-GB");
    expect(money({ amount: 12_500_000, currency: "INR" })).toBe("₹1,25,000.00");
  });

  it.each(["", "C", "no such language"])("are English where the browser says %j", async (language) => {
    expect((await speaking(language)).whole(1234)).toBe("1,234");
  });
});
