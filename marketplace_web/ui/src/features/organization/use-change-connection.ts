import { call } from "@/api/client";
import type { Operations } from "@/api/schema";
import type { Connection } from "@/api/sign-in-settings";
import { signInWords } from "@/strings/sign-in-settings";
import { useAct } from "./use-act";

type Change = Operations["PATCH /v1/sso/connections/{connection_id}"]["body"];

export function useChangeConnection(connection: Connection, then?: () => void) {
  return useAct((body: Change) => call("PATCH /v1/sso/connections/{connection_id}", { path: { connection_id: connection.id }, body }), { stale: ["connections", "audit"], done: signInWords.connection.saved, after: then });
}
