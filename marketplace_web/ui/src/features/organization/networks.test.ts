import { describe, expect, it } from "vitest";
import { isNetwork, within } from "./networks";

describe("networks that an admin types", () => {
  it("are addresses or CIDRs of either family", () => {
    for (const good of ["203.0.113.7", "203.0.113.0/24", "0.0.0.0/0", "2001:db8::/32", "::1", "2001:db8:0:1:2:3:4:5"]) expect(isNetwork(good), good).toBe(true);
    for (const bad of ["", "203.0.113", "203.0.113.256", "203.0.113.0/33", "203.0.113.0/x", "2001:db8", "1::2::3", "studio.example", "::1/129"]) expect(isNetwork(bad), bad).toBe(false);
  });
  it("hold whoever is in them, so that nobody locks themselves out", () => {
    expect(within("203.0.113.7", ["198.51.100.0/24", "203.0.113.0/24"])).toBe(true);
    expect(within("203.0.114.7", ["203.0.113.0/24"])).toBe(false);
    expect(within("203.0.113.7", ["203.0.113.7"])).toBe(true);
    expect(within("2001:db8:1:2::/64", ["2001:db8::/32"])).toBe(true);
    expect(within("2001:db8:1:2::/64", ["2001:db8:1:2::1/128"])).toBe(false);
    expect(within("127.0.0.1", ["::/0"])).toBe(false);
    expect(within("nowhere", ["0.0.0.0/0"])).toBe(false);
  });
});
