/** What an account asks to have back, and what finance makes of it. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { addressOf, call, type Answer, type Given } from "./client";
import { listed } from "./console/shared";

export type RefundRequest = Answer<"GET /v1/refund-requests">["data"][number];
export type RefundBody = NonNullable<Given<"POST /v1/refund-requests">["body"]>;
export type AnyRefundRequest = Answer<"GET /v1/admin/refund-requests">["data"][number];

export const refundRequestsQuery = queryOptions({ queryKey: ["billing", "refund-requests"], queryFn: async ({ signal }) => (await call("GET /v1/refund-requests", { query: { limit: 100 }, signal })).data });

export const allRefundRequestsQuery = (wanted: { status?: string }) => listed("GET /v1/admin/refund-requests", wanted);

export const creditNoteFile = (invoiceId: string, noteId: string): string => addressOf("/v1/invoices/{invoice_id}/credit-notes/{credit_note_id}/pdf", { invoice_id: invoiceId, credit_note_id: noteId });

export function useRefundRequests() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: ["billing"] });
  const ask = useMutation({ mutationFn: ({ key, body }: { key: string; body: RefundBody }) => call("POST /v1/refund-requests", { body, headers: { "idempotency-key": key } }), onSuccess });
  const withdraw = useMutation({ mutationFn: (id: string) => call("DELETE /v1/refund-requests/{refund_request_id}", { path: { refund_request_id: id } }), onSuccess });
  return { ask, withdraw };
}
