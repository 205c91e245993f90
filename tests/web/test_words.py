"""What customers wrote, on a page: their words and nothing that acts."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpdesk.web.words import SHOWN_OF_LINK, gist, linked, web_address

texts = st.text(max_size=200) | st.lists(
    st.sampled_from(["https://a.example/x", "shop.com", "<b>", '"', "'", "&", " ", "javascript:", "//", "@x", ")", "ü"])
).map("".join)


@given(texts, st.integers(0, 60), st.integers(0, 60))
@example("https://a.example/?q=<script>", 0, 9)
def test_nothing_but_links_and_marks_is_added(text: str, start: int, end: int) -> None:
    shown = str(linked(text, (start, end)))
    tags = re.findall(r"<[^>]*>", shown)
    for tag in tags:
        assert re.fullmatch(
            r'<a href="https?://[^"<>]*" rel="noopener noreferrer nofollow" target="_blank">|</a>|</?mark>', tag
        )
    words = unescape(re.sub(r"<[^>]*>", "", shown))
    if "…" not in words:
        assert words == text


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "mailto:a@b.example", "", None, "vbscript:x"],
)
def test_only_the_web_can_be_followed(address: str | None) -> None:
    assert web_address(address) is None


def test_addresses_become_links() -> None:
    assert 'href="https://shop.com/x"' in linked("see shop.com/x, please")
    assert 'href="http://127.0.0.1:8090/p/3"' in linked("(http://127.0.0.1:8090/p/3)")
    assert "<a " not in linked("javascript:alert(1) a@b.com ftp://a.com")


def test_a_long_address_is_shown_in_part_and_kept_whole() -> None:
    address = "https://a.example/" + "x" * 200
    shown = linked(address)
    assert f'href="{address}"' in shown
    assert f">{address[:SHOWN_OF_LINK]}…</a>" in shown


def test_the_deciding_words_are_marked_also_inside_a_link() -> None:
    assert linked("my refund", (3, 9)) == "my <mark>refund</mark>"
    assert "<mark>refund</mark>.com</a>" in linked("see refund.com", (4, 10))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("@brightbyte where is\n\tit?", "where is it?"),
        ("@brightbyte @eve.x@b.example: hello", "hello"),
        ("@brightbyte", "@brightbyte"),
        ("hello @brightbyte", "hello @brightbyte"),
        ("@" * 100_000, "@" * 100_000),
        ("@a " * 50_000 + "b", "b"),
    ],
    ids=["names", "several", "alone", "inside", "ats", "many"],
)
def test_a_row_begins_with_what_they_say(text: str, line: str) -> None:
    assert gist(text) == line
