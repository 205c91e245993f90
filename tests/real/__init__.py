"""Networks that others wrote, started from their own packages. Opt-in: they are large and want a compiler."""
