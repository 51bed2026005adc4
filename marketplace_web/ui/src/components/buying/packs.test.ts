import { expect, test } from "vitest";
import type { Product } from "@/api/products";
import { fewFor, packsOf } from "./packs";

const sold = (currency: string, ...prices: [credits: string, amount: number][]): Product =>
  ({ id: `prd_${currency}`, prices: prices.map(([credits, unit_amount]) => ({ id: `${currency}${credits}/${unit_amount}`, currency, unit_amount, credits })) }) as unknown as Product;
const idsFor = (missing: number, ...products: Product[]) => fewFor(missing, packsOf(products)).map((one) => one.plan.id);
const DOLLARS = sold("USD", ["100", 100], ["1000", 1000], ["5500", 5000], ["12000", 10_000], ["50000", 40_000]);

test("few packs are offered, the smallest that is enough first", () => {
  expect(idsFor(400, DOLLARS)).toEqual(["USD1000/1000", "USD5500/5000", "USD12000/10000"]);
});

test("where none is enough it is the largest, in each currency", () => {
  expect(idsFor(60_000, DOLLARS, sold("INR", ["1000", 84_000], ["70000", 5_000_000]))).toEqual(["INR70000/5000000", "USD50000/40000"]);
});

test("a pack that another one beats is left out, and one of two that are the same", () => {
  expect(idsFor(10, sold("USD", ["5000", 5000], ["5000", 5000], ["5500", 5000], ["4000", 6000], ["9000", 9000]))).toEqual(["USD5500/5000", "USD9000/9000"]);
  expect(idsFor(10, sold("EUR", ["10", 10], ["10", 10]))).toHaveLength(1);
});
