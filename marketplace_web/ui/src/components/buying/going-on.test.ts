import { renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useOneAtATime } from "./going-on";

test("two clicks at once are one order, and another may follow once that has ended", () => {
  const { result } = renderHook(() => useOneAtATime());
  const order = vi.fn<(ended: () => void) => void>();
  result.current(order);
  result.current(order);
  expect(order).toHaveBeenCalledOnce();
  order.mock.calls[0]?.[0]();
  result.current(order);
  expect(order).toHaveBeenCalledTimes(2);
});
