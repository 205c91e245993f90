"""The mention desk.

A post that names the company travels one way: a network is polled by `intake`, which writes each post as a mention
into the queue; `triage` takes what is new from the queue, joins it to a conversation, finds its topic and gives it to
a member of staff with a clock running; `desk` is what staff do with it; what they answer is a row of the `outbox`,
which posts it to the network and says honestly what became of it; `reports` reads the ledger of events. The stages
never call each other: they meet only in the database (`records`), so each can be stopped, rerun or moved alone.
`policy` is what managers decided, `sla` keeps the promise, `web` shows it all, and `sandbox` is a practice network
to learn on.
"""

__version__ = "0.1.0"
