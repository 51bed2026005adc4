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

  it("are told in the reader's words where a browser knows them", async () => {
    const now = Date.parse("2026-11-30T12:00:00Z");
    const german = await speaking("de-DE");
    expect(german.ago("2026-11-28T11:00:00Z", now)).toBe("vorgestern");
    expect(german.ago("2026-11-30T11:57:00Z", now)).toBe("vor 3 Minuten");
    expect(german.oneOf(["Ana", "Ben"])).toBe("Ana oder Ben");
    expect((await speaking("ja-JP")).listed(["青", null, "赤"])).toBe("青、赤");
    const english = await speaking("en-US");
    expect(english.ago("2026-11-28T11:00:00Z", now)).toBe("2 days ago");
    expect(english.listed(["Leeds", "", undefined, "Hull", "York"])).toBe("Leeds, Hull, York");
    expect(english.oneOf(["Ana", "Ben", "Cleo"])).toBe("Ana, Ben, or Cleo");
  });

  it("group rupees as in India, in whichever English", async () => {
    const { money } = await speaking("en-GB");
    expect(money({ amount: 12_500_000, currency: "INR" })).toBe("₹1,25,000.00");
  });

  it.each(["", "C", "no such language"])("are English where the browser says %j", async (language) => {
    expect((await speaking(language)).whole(1234)).toBe("1,234");
  });
});
