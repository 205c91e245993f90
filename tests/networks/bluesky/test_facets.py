"""Links and handles by the byte, both ways."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.networks.bluesky.facets import LINK, facets_of, handles_in, names, shown

SHOP = "https://example.org/returns/how-to-send-a-kettle-back?order=1"


def link(text: str, words: str, uri: object = SHOP) -> dict[str, Any]:
    start = len(text[: text.index(words)].encode())
    return {
        "index": {"byteStart": start, "byteEnd": start + len(words.encode())},
        "features": [{"$type": LINK, "uri": uri}],
    }


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("example.org/returns/how...", SHOP),
        ("example.org/returns/ho…", SHOP),
        ("www.example.org/retur...", SHOP),
        (SHOP, SHOP),
        (
            "example.org/returns/how-to-send-a-kettle-back?order=1",
            "example.org/returns/how-to-send-a-kettle-back?order=1",
        ),
        ("here", f"here ({SHOP})"),
        ("https://bank.example/login", f"https://bank.example/login ({SHOP})"),
        ("other.example/ret...", f"other.example/ret... ({SHOP})"),
    ],
)
def test_a_link_is_read_in_full_and_never_under_a_false_name(words: str, read: str) -> None:
    text = f"📦 Näh, {words} geht nicht"
    assert shown(text, [link(text, words)]) == f"📦 Näh, {read} geht nicht"


@pytest.mark.parametrize(
    "facets",
    [
        None, 7, {}, [None], [{}], [{"index": 7, "features": 7}],
        [{"index": {}, "features": [{"$type": LINK, "uri": SHOP}]}],
        [{"index": {"byteStart": 1, "byteEnd": 3}, "features": [{"$type": LINK, "uri": SHOP}]}],  # within a character
        [{"index": {"byteStart": -1, "byteEnd": 3}, "features": [{"$type": LINK, "uri": SHOP}]}],
        [{"index": {"byteStart": 0, "byteEnd": 999}, "features": [{"$type": LINK, "uri": SHOP}]}],
        [{"index": {"byteStart": 4, "byteEnd": 0}, "features": [{"$type": LINK, "uri": SHOP}]}],
        [{"index": {"byteStart": True, "byteEnd": 4}, "features": [{"$type": LINK, "uri": SHOP}]}],
        [{"index": {"byteStart": 0, "byteEnd": 4}, "features": [{"$type": LINK, "uri": "javascript:alert(1)"}]}],
        [{"index": {"byteStart": 0, "byteEnd": 4}, "features": [{"$type": LINK, "uri": "https://x/\u202e"}]}],
    ],
    ids=str,
)  # fmt: skip
def test_facets_that_do_not_fit_change_nothing(facets: object) -> None:
    assert shown("📦 hello", facets) == "📦 hello"


def test_of_two_that_overlap_the_first_counts() -> None:
    text = "see example.org/retur... now"
    both = [link(text, "example.org/retur..."), link(text, "retur... now")]
    assert shown(text, both) == f"see {SHOP} now"


def test_ten_thousand_facets_are_read_in_no_time() -> None:
    text = "a" * 3_000
    facets = [
        {"index": {"byteStart": n % 2_999, "byteEnd": n % 2_999 + 1}, "features": [{"$type": LINK, "uri": SHOP}] * 50}
        for n in range(10_000)
    ]
    began = time.monotonic()
    shown(text, facets)
    assert time.monotonic() - began < 2


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 300), st.integers(-5, 300)), max_size=5))
def test_whatever_the_facets_no_character_of_the_text_is_lost(text: str, spans: list[tuple[int, int]]) -> None:
    facets = [
        {"index": {"byteStart": a, "byteEnd": b}, "features": [{"$type": LINK, "uri": "https://q.example/z"}]}
        for a, b in spans
    ]
    read = iter(shown(text, facets))
    assert all(sign in read for sign in text)


def test_our_own_links_and_handles_are_marked_by_the_byte() -> None:
    text = (
        "Näh 📦 @carl.example, https://example.org/a?b=ü or example.org. Not me@example.org, @carl or @nobody.example"
    )
    facets = facets_of(text, {"carl.example": "did:plc:carl"})
    marked = [
        (text.encode()[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode(), each["features"][0])
        for each in facets
    ]
    assert [words for words, _ in marked] == ["@carl.example", "https://example.org/a?b=ü", "example.org"]
    assert marked[0][1]["did"] == "did:plc:carl"
    assert marked[2][1]["uri"] == "https://example.org"
    assert handles_in(text) == ["carl.example", "nobody.example"]
    assert names(facets, "did:plc:carl")
    assert not names(facets, "did:plc:ada")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="a.@/:ü📦 \nhttps", max_size=80))
def test_what_we_mark_reads_as_we_wrote_it(text: str) -> None:
    assert shown(text, facets_of(text, {"a.a": "did:plc:a"})) == text
