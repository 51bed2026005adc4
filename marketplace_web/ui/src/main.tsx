import { CSPProvider } from "@base-ui/react/csp-provider";
import { MutationCache, onlineManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { isProblem, Problem } from "./api/problem";
import { router } from "./app/router";
import "./styles.css";

// Nothing is said before somebody has done something.
const Toasts = lazy(() => import("./ui/toast").then((module) => ({ default: module.Toasts })));

// It begins by taking the network to be there; opened offline, it would not notice that it comes back.
onlineManager.setOnline(navigator.onLine);

const client: QueryClient = new QueryClient({
  mutationCache: new MutationCache({
    // The banner says what the refusal said, on every page.
    onError: (error) => void (isProblem(error, "maintenance") && client.invalidateQueries({ queryKey: ["session"] })),
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the hub refused it refuses again; only what did not arrive is worth a second try.
      retry: (failures, error) => failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 502),
    },
  },
});

function show(root: HTMLElement) {
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
          <Suspense><Toasts /></Suspense>
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
// What the server sent stays until there is a page to put in its place.
if (root) void router.load().then(() => show(root));
