"""`python -m bench NAME --json [--database URL]`."""

from __future__ import annotations

import argparse
import importlib
import inspect

NAMES = (
    "agents", "clocks", "dry-run", "firehose", "inbox", "listening", "matching", "networks", "reports", "search",
    "surge", "triage-quality",
)  # fmt: skip


def main() -> None:
    """Runs one benchmark and prints what it found."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="How fast the desk is, beside the machine's limit."
    )
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--database", help="postgresql://… or sqlite:///…; a file of its own when left out")
    parser.add_argument("--mentions", type=int, help="how many, where a benchmark takes a number")
    parser.add_argument(
        "--full", action="store_true", help="firehose, dry-run: 200 topics, 5,000 keywords, 500 staff, 20 calendars"
    )
    parser.add_argument("--keywords", type=int, help="firehose, matching: how many keywords")
    parser.add_argument("--pace", type=int, help="firehose: mentions a second, with pages served beside")
    parser.add_argument("--seconds", type=int, help="how long to keep that pace, or to listen")
    parser.add_argument("--people", type=int, help="agents: how many have the inbox open; a tenth of them works")
    parser.add_argument("--processes", type=int, help="agents: how many serve the pages")
    parser.add_argument("--replies", type=int, help="reports: of how many replies the history consists")
    parser.add_argument("--again", action="store_true", help="reports: on the history that an earlier run left there")
    parser.add_argument("--network", choices=("mastodon", "bluesky", "x"), help="surge: whose pages are walked")
    given = parser.parse_args()
    name = "pace" if given.pace and given.name == "firehose" else given.name.replace("-", "_")
    run = importlib.import_module(f"bench.{name}").run
    wanted = inspect.signature(run).parameters
    more = {
        key: value
        for key in (
            "mentions",
            "pace",
            "seconds",
            "replies",
            "full",
            "keywords",
            "people",
            "processes",
            "again",
            "network",
        )
        if key in wanted and (value := getattr(given, key))
    }
    result = run(given.database, **more)
    for key, value in result.details.items():
        print(f"{key:<28} {value}")
    print(f"{result.name}: {result.value:,} {result.unit}; limit {result.limit:,}; ratio {result.ratio:.3f}")
    if given.json:
        print(result.as_json())


if __name__ == "__main__":
    main()
