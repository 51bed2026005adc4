/** A seller's promotion codes. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer, type Given } from "./client";

export type Code = Answer<"GET /v1/discounts">["data"][number];
export type CodeBody = Given<"POST /v1/discounts">["body"];

export const codesQuery = queryOptions({ queryKey: ["studio", "codes"], queryFn: async ({ signal }) => (await call("GET /v1/discounts", { query: { limit: 100 }, signal })).data });

export function useCodes() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: codesQuery.queryKey });
  const make = useMutation({ mutationFn: (body: CodeBody) => call("POST /v1/discounts", { body }), onSuccess });
  const end = useMutation({ mutationFn: (id: string) => call("DELETE /v1/discounts/{discount_id}", { path: { discount_id: id } }), onSuccess });
  return { make, end };
}
