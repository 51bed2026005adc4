import { beforeEach, describe, expect, it } from "vitest";
import { forgetToken, takeToken, tokenFrom } from "./kept-token";

describe("the secret of an invitation", () => {
  beforeEach(() => {
    sessionStorage.clear();
    location.hash = "";
  });
  it("is in the fragment and nowhere else", () => {
    expect(tokenFrom("#token=lai_1")).toBe("lai_1");
    expect(tokenFrom("?token=lai_1")).not.toBe("");
    expect(tokenFrom("#")).toBeNull();
  });
  it("is kept while somebody signs in, until the seat is taken", () => {
    expect(takeToken()).toBeNull();
    location.hash = "#token=lai_1";
    expect(takeToken()).toBe("lai_1");
    location.hash = "";
    expect(takeToken()).toBe("lai_1");
    forgetToken();
    expect(takeToken()).toBeNull();
  });
});
