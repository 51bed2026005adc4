/** What a creator lets others try, what pays for it, and what people made of the listing. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer, type Given } from "./client";

export type Offer = Answer<"GET /v1/agents/{agent_id}/tries/offer">;
export type OfferChange = Given<"PUT /v1/agents/{agent_id}/tries/offer">["body"];
export type Funding = Given<"POST /v1/agents/{agent_id}/tries/budget">["body"];
export type TakingBack = Given<"POST /v1/agents/{agent_id}/tries/budget/return">["body"];
export type Funnel = Answer<"GET /v1/agents/{agent_id}/funnel">;

const of = (id: string) => ({ path: { agent_id: id } });
const keyOf = (id: string) => ["studio", "offer", id] as const;

export const offerQuery = (id: string) =>
  queryOptions({ queryKey: keyOf(id), queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}/tries/offer", { ...of(id), signal }) });

/** So many days, with today. */
export const funnelQuery = (id: string, days: number) =>
  queryOptions({
    queryKey: ["studio", "funnel", id, days],
    queryFn: ({ signal }) => call("GET /v1/agents/{agent_id}/funnel", { ...of(id), query: { from: dayBefore(days - 1) }, signal }),
  });

function dayBefore(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

export function useOffer(id: string) {
  const client = useQueryClient();
  const shown = (offer: Offer) => client.setQueryData(keyOf(id), offer);
  const change = useMutation({ mutationFn: (body: OfferChange) => call("PUT /v1/agents/{agent_id}/tries/offer", { ...of(id), body }), onSuccess: shown });
  const moved = (offer: Offer) => {
    shown(offer);
    return Promise.all([client.invalidateQueries({ queryKey: ["credits"] }), client.invalidateQueries({ queryKey: ["earnings"] })]);
  };
  // One key for one press: a second try of the same sum moves nothing twice.
  const fund = useMutation({
    mutationFn: ({ key, body }: { key: string; body: Funding }) => call("POST /v1/agents/{agent_id}/tries/budget", { ...of(id), body, headers: { "idempotency-key": key } }),
    onSuccess: moved,
  });
  const takeBack = useMutation({
    mutationFn: ({ key, body }: { key: string; body: TakingBack }) => call("POST /v1/agents/{agent_id}/tries/budget/return", { ...of(id), body, headers: { "idempotency-key": key } }),
    onSuccess: moved,
  });
  return { change, fund, takeBack };
}
