"""HTTP/1.1 as a client of one vendor needs it: see docs/adr/0011.

`origin` writes requests, `answer` holds what has come back, `connection` is between the two and
the wire, `pool` keeps connections. Whoever calls a vendor goes through `providers.http`.
"""
