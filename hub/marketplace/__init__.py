"""The marketplace: what is offered, by whom, what others say of it and how it went for them."""
