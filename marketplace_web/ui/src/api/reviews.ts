import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Answer, type Given } from "./client";

export type Review = Answer<"GET /v1/listings/{listing_id}/reviews">["data"][number];
export type OwnReview = Answer<"GET /v1/listings/{listing_id}/review">;
export type ReviewDraft = Given<"PUT /v1/listings/{listing_id}/review">["body"];
export type Report = Given<"POST /v1/reports">["body"];
export type ListingOutcomes = Answer<"GET /v1/listings/{listing_id}/outcomes">;
export type Comment = Answer<"GET /v1/reviews/{review_id}/comments">["data"][number];
export type ReviewSort = "helpful" | "newest" | "highest" | "lowest";

const PAGE = 10;

export const reviewsQuery = (listing: string, sort: ReviewSort, stars: number | null) =>
  infiniteQueryOptions({
    queryKey: ["reviews", listing, sort, stars],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => call("GET /v1/listings/{listing_id}/reviews", { path: { listing_id: listing }, query: { sort, stars, limit: PAGE, cursor: pageParam || null }, signal }),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

export const ownReviewQuery = (listing: string) =>
  queryOptions({ queryKey: ["reviews", listing, "own"], queryFn: ({ signal }) => call("GET /v1/listings/{listing_id}/review", { path: { listing_id: listing }, signal }) });

/** Of one version, or of all of them. */
export const listingOutcomesQuery = (listing: string, version = "") =>
  queryOptions({
    queryKey: ["agent", listing, "outcomes", version],
    staleTime: 60_000,
    queryFn: ({ signal }) => call("GET /v1/listings/{listing_id}/outcomes", { path: { listing_id: listing }, query: { version: version || null }, signal }),
  });

/** What is said of a listing changes its stars wherever they are shown. */
function useTold(listing: string) {
  const client = useQueryClient();
  return () => Promise.all([["reviews", listing], ["agent"], ["listings"]].map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function useOwnReview(listing: string) {
  const told = useTold(listing);
  const write = useMutation({ mutationFn: (body: ReviewDraft) => call("PUT /v1/listings/{listing_id}/review", { path: { listing_id: listing }, body }), onSuccess: told });
  const withdraw = useMutation({ mutationFn: () => call("DELETE /v1/listings/{listing_id}/review", { path: { listing_id: listing } }), onSuccess: told });
  return { write, withdraw };
}

export function useVote(review: Review) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (helpful: boolean | null) => call("PUT /v1/reviews/{review_id}/vote", { path: { review_id: review.id }, body: { helpful } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["reviews", review.listing_id] }),
  });
}

/** Oldest first. */
export const commentsQuery = (review: string) =>
  infiniteQueryOptions({
    queryKey: ["comments", review],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => call("GET /v1/reviews/{review_id}/comments", { path: { review_id: review }, query: { limit: 20, cursor: pageParam || null }, signal }),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

export function useComment(review: Review) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => call("POST /v1/reviews/{review_id}/comments", { path: { review_id: review.id }, body: { text } }),
    onSuccess: () => Promise.all([["comments", review.id], ["reviews", review.listing_id]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

/** The publisher's answer to a review; an empty one takes it back. */
export function useReply(review: Review) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => call("PUT /v1/reviews/{review_id}/reply", { path: { review_id: review.id }, body: { text } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["reviews", review.listing_id] }),
  });
}

export const useReport = () => useMutation({ mutationFn: (body: Report) => call("POST /v1/reports", { body }) });
