import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "./client";

/** A conversation that an agent remembers, as `/v1/sessions` answers it. */
export interface Thread {
  id: string;
  agent_id: string;
  title: string;
  updated_at: string;
}

export interface Message {
  id: string;
  run_id: string;
  role: "user" | "assistant";
  text: string;
}

export const threadsQuery = queryOptions({
  queryKey: ["threads"],
  queryFn: async ({ signal }) => (await call("GET /v1/sessions", { query: { limit: 30 }, signal })).data as unknown as Thread[],
});

export const messagesQuery = (id: string) =>
  queryOptions({
    queryKey: ["threads", id],
    queryFn: async ({ signal }) => ((await call("GET /v1/sessions/{session_id}", { path: { session_id: id }, signal })) as { messages: Message[] }).messages,
  });

export const openThread = async (agentId: string, title: string): Promise<Thread> =>
  (await call("POST /v1/sessions", { body: { agent_id: agentId, title } })) as unknown as Thread;

export function useRemoveThread() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call("DELETE /v1/sessions/{session_id}", { path: { session_id: id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["threads"] }),
  });
}

/** What a kept answer says: agents that answer in structures are kept as JSON. */
export function answerOf(message: Message): unknown {
  if (!message.text.startsWith("{")) return message.text;
  try {
    const parsed = JSON.parse(message.text) as Record<string, unknown>;
    return "text" in parsed ? { text: parsed.text } : parsed;
  } catch {
    return message.text;
  }
}
