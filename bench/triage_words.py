"""What a manager of an airline would write down as keywords before having read a single post."""

from __future__ import annotations

from helpdesk.policy.topics import Priority

CATCH_ALL = "Customer Service Issue"

PRESSING: dict[str, Priority] = {"Cancelled Flight": "high"}
"""Who stands at an airport without a flight can't wait; the other topics are normal."""

WORDS: dict[str, tuple[str, ...]] = {
    "Late Flight": (
        "late", "delay", "delayed", "delays", "hours late", "hour late", "minutes late", "late flight", "tarmac",
        "runway", "sitting on", "stuck on", "still waiting", "waiting for", "waiting on", "on time", "connection",
        "missed connection", "missed my connection", "no pilot", "no crew", "hour delay", "mechanical",
    ),
    "Cancelled Flight": (
        "cancelled", "canceled", "cancel", "cancellation", "cancellations", "cancelling", "canceling",
        "cancelled flight", "flight cancelled", "stranded", "rebook", "rebooked",
    ),
    "Lost Luggage": (
        "luggage", "bag", "bags", "baggage", "suitcase", "lost bag", "lost bags", "lost luggage", "lost baggage",
        "my bag", "my bags", "baggage claim",
    ),
    "Damaged Luggage": (
        "damaged", "broken bag", "broke my", "damaged bag", "damaged luggage", "damaged my", "broken suitcase",
        "ruined my",
    ),
    "Bad Flight": (
        "seat", "seats", "legroom", "wifi", "entertainment", "tv", "movies", "food", "snacks", "smell", "dirty",
        "cabin", "middle seat", "turbulence", "uncomfortable", "worst flight", "air conditioning", "outlet",
    ),
    "Flight Booking Problems": (
        "book", "booking", "booked", "website", "site", "reservation", "online", "app", "points", "miles", "upgrade",
        "ticket", "tickets", "book a flight", "fare", "purchase", "name change", "change my flight", "rebooking",
    ),
    "Flight Attendant Complaints": (
        "attendant", "attendants", "flight attendant", "flight attendants", "rude", "crew was", "gate agent",
        "gate agents", "stewardess", "staff", "pilot", "attitude", "employees", "unprofessional",
    ),
    "longlines": ("line", "lines", "long line", "long lines", "queue", "in line", "the line", "check-in line"),
    CATCH_ALL: (
        "hold", "on hold", "customer service", "phone", "call", "calls", "called", "hung up", "response", "refund",
        "voucher", "answer", "reply", "call back", "dm", "email", "busy signal", "help", "agent", "agents", "apology",
        "respond", "compensation", "no response", "get through", "complaint",
    ),
}  # fmt: skip
