"""Benchmarks: how fast the desk is, beside what the machine could do at best, measured in the same run.

    python -m bench NAME [--json] [--database URL]

They are not tests and have no pass mark; the last line with --json is one object: name, value, unit, limit, ratio,
details.
"""
