/** Writes the service worker of a build, with the names of the files that the app begins with. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin, Rolldown } from "vite";

const SOURCE = new URL("src/worker.js", import.meta.url);
/** What a page begins with and has no name of its own. */
const UNNAMED = ["public/web/theme.js", "index.html"].map((path) => new URL(path, import.meta.url));
/** Beside what the document begins with: the frame of whoever is signed in, and what waits to be sent. */
const PARTS = ["src/app/app-shell.tsx", "src/app/waiting-list.tsx", "src/ui/toast.tsx"];
const FONTS = /-latin-wght-normal-[\w-]+\.woff2$/;

export function worker(): Plugin {
  return {
    name: "laelia-worker",
    apply: "build",
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((one): one is Rolldown.OutputChunk => one.type === "chunk");
      const first = chunks.filter((one) => one.isEntry || PARTS.some((part) => one.facadeModuleId?.endsWith(part)));
      const others = Object.keys(bundle).filter((name) => name.endsWith(".css") || FONTS.test(name));
      const files = [...closure(first, bundle), ...others].toSorted().map((name) => `/${name}`);
      const told = JSON.stringify([...files, "/web/theme.js", "/web/icon.svg", "/web/manifest.webmanifest"]);
      const source = readFileSync(SOURCE, "utf8");
      const names = Object.keys(bundle).toSorted().join();
      const digest = createHash("sha256").update(source).update(names);
      for (const path of UNNAMED) digest.update(readFileSync(path));
      const build = digest.digest("hex").slice(0, 12);
      this.emitFile({ type: "asset", fileName: "worker.js", source: source.replace("__BUILD__", build).replace("__FILES__", told) });
    },
  };
}

/** What they import at once, themselves included. */
function closure(chunks: readonly Rolldown.OutputChunk[], bundle: Rolldown.OutputBundle): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string) => {
    const one = bundle[name];
    if (seen.has(name) || one?.type !== "chunk") return;
    seen.add(name);
    one.imports.forEach(visit);
  };
  chunks.forEach((one) => visit(one.fileName));
  return seen;
}
