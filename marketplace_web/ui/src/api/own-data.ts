/** What the hub keeps of whoever is signed in: taken along, and ended. */
import { useMutation } from "@tanstack/react-query";
import { call, send } from "./client";
import { useForgotten } from "./session";

/** As the hub wrote it, to the letter. */
export function useExport() {
  return useMutation({ mutationFn: async () => (await send("GET /v1/me/export", {})).blob() });
}

export function useErase() {
  const forget = useForgotten();
  return useMutation({ mutationFn: (password: string | null) => call("POST /v1/me/erase", { body: { password } }), onSuccess: forget });
}
