import { afterEach, expect, it, vi } from "vitest";
import { registerWorker } from "./register-worker";

afterEach(() => vi.unstubAllGlobals());

it("names its script again without a second policy, for whoever signs in again", async () => {
  vi.stubEnv("PROD", true);
  const register = vi.fn<(address: string) => Promise<void>>(() => Promise.resolve());
  vi.stubGlobal("navigator", { serviceWorker: { register } });
  let made = 0;
  vi.stubGlobal("trustedTypes", {
    createPolicy: () => {
      made += 1;
      if (made > 1) throw new TypeError("Policy already exists.");
      return { createScriptURL: (from: string) => from };
    },
  });
  await registerWorker();
  await registerWorker();
  expect(register).toHaveBeenCalledTimes(2);
  expect(register).toHaveBeenCalledWith("/worker.js", { updateViaCache: "none" });
  vi.unstubAllEnvs();
});
