"""The practice network: its API, its page, its scenario, its faults."""
