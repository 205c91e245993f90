"""What others say a link and a length are: read from the folder `shared/data` beside the checkout, never copied."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

DATA = Path(os.environ.get("HELPDESK_DATA") or Path(__file__).parents[3] / "shared" / "data")

needs_data = pytest.mark.skipif(
    not (DATA / "twitter-text").is_dir(),
    reason=f"no conformance data in {DATA}: set HELPDESK_DATA to the folder that has twitter-text/",
)


@cache
def groups(name: str) -> dict[str, list[dict[str, Any]]]:
    """The groups of cases in twitter-text's file `name`."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load((DATA / "twitter-text" / name).read_bytes())["tests"]
    return found


@cache
def real_posts() -> list[dict[str, Any]]:
    """Real posts with twitter-text 3.1.0's own lengths."""
    lines = (DATA / "length_cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def all_texts() -> list[str]:
    """Every text of the conformance files and of the real posts."""
    names = ("validate.yml", "extract.yml", "autolink.yml", "tlds.yml")
    cases = [case for name in names for group in groups(name).values() for case in group]
    return [str(case["text"]) for case in cases] + [post["text"] for post in real_posts()]
