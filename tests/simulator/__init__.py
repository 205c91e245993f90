"""Networks made for tests: real HTTP on loopback, a log of their own that is the truth, and faults on demand.

`serving` is the server, `faults` what can go wrong; then one dialect each: `x` (with `x_truth`, `x_wire`, `x_rules`).
`bluesky` is a folder of its own: a WSGI app that `server` puts behind faults.
"""
