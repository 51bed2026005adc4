"""Who moves money: one port, and an adapter for each processor."""
