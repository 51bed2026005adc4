import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { worker } from "./worker-plugin.ts";

const hub = process.env.LAELIA_URL ?? "http://127.0.0.1:8080";
const API = ["/v1", "/mcp", "/oauth", "/openapi.json", "/docs/errors", "/docs/reference", "/static", "/readyz", "/status", "/setup", "/web/og", "/web/icon-", "/web/apple-touch-icon.png"];

export default defineConfig({
  plugins: [react(), tailwind(), worker()],
  resolve: { tsconfigPaths: true },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    // A strict policy allows neither data: files nor the inline script of the polyfill.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
    rolldownOptions: {
      output: {
        // What every page begins with in one piece, not in a dozen small ones.
        codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] },
        // The landing page carries the names of all chunks: only those have one that a budget is asked for.
        chunkFileNames: (chunk) => (/^bloom$|page$/.test(chunk.name) ? "assets/[name]-[hash:7].js" : "assets/[hash:7].js"),
      },
    },
  },
  server: {
    proxy: Object.fromEntries(API.map((path) => [path, { target: hub, changeOrigin: false }])),
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    pool: "threads",
    isolate: false,
  },
});
