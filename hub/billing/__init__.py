"""What an agent costs: immutable prices, and later the orders that pay them."""
