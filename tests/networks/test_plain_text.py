"""What Ada reads of a post that came as HTML."""

from __future__ import annotations

import html
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.networks.plain_text import plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("<p>One</p><p>Two<br>Three<br />Four</p>", "One\n\nTwo\nThree\nFour"),
        ("One<br><br>Two<br>", "One\n\nTwo"),
        ("<p>a &lt; b &amp;&amp; c &gt; d &#128512; &nbsp;x</p>", "a < b && c > d \U0001f600 \xa0x"),
        ("<ul><li>screen</li><li>battery</li></ul>", "screen\nbattery"),
        ("I <3 you, 1 < 2", "I <3 you, 1 < 2"),
        ("before <!-- > hidden --> after", "before  after"),
        ("<p>line<br>\nline</p>", "line\nline"),
        ('<b title="a > b">bold</b>', "bold"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("e\u0301 \u202e \ud800", "e\u0301 \u202e \ud800"),
    ],
)
def test_markup_becomes_the_text_it_shows(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def test_a_mention_and_a_hashtag_stand_as_shown() -> None:
    markup = (
        '<p><span class="h-card"><a href="https://b.example/@brightbyte" class="u-url mention">@<span>brightbyte</span>'
        '</a></span> broken <a href="https://b.example/tags/phone" class="mention hashtag">#<span>phone</span></a></p>'
    )
    assert plain_text(markup) == "@brightbyte broken #phone"


def test_a_shortened_link_is_given_in_full() -> None:
    markup = (
        'See <a href="https://shop.example/orders?a=1&amp;b=2" rel="nofollow"><span class="invisible">https://</span>'
        '<span class="ellipsis">shop.example/orders?</span><span class="invisible">a=1&amp;b=2</span></a>!'
    )
    assert plain_text(markup) == "See https://shop.example/orders?a=1&b=2!"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<a href='https://x.example/long/way'>x.example/lo…</a>", "https://x.example/long/way"),
        ('<a href="https://x.example/">click here</a>', "click here (https://x.example/)"),
        ('<a href="javascript:alert(1)">click here</a>', "click here"),
        ('<p>a</p><a href="https://x.example/"></a>', "a\n\nhttps://x.example/"),
        ("<a href=https://x.example/>x.example", "https://x.example/"),
        ('<a data-href="https://y.example/">y</a>', "y"),
        ('<a HREF="https://x.example/1">x.example/1<a href="https://x.example/2">x.example/2</a>',
         "https://x.example/1https://x.example/2"),
    ],
)  # fmt: skip
def test_a_link_says_where_it_leads(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def test_a_mention_of_our_own_gets_its_full_handle_back() -> None:
    markup = '<p><a href="https://example.org/@carl" class="mention">@<span>carl</span></a> sorry!</p>'
    assert plain_text(markup, {"https://example.org/@carl": "@carl@example.org"}) == "@carl@example.org sorry!"


@pytest.mark.parametrize("markup", ["see <a href='never ends", "x <b and 'more", "<!-- no end", "a </p"])
def test_what_cannot_be_read_as_markup_is_not_lost(markup: str) -> None:
    assert plain_text(markup) == markup


def test_a_number_with_ten_thousand_digits_stays_as_it_came() -> None:
    markup = "&#" + "9" * 10_000 + ";"
    assert plain_text(markup) == markup


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<a href='", '<a href="', "<!--", "</", "&", "&#", "<a>", "<b id=1>", "<br>", "<p>", "< a", 
     "<a href=x>", "<a href  ", "'", '"', "<a x='", "href=", "<a href=https://x>@", "a-", "<a b=\"'\" c='\"'"],
)  # fmt: skip
def test_a_third_of_a_megabyte_of_anything_is_read_in_one_go(piece: str) -> None:
    markup = piece * (333_000 // len(piece))
    began = time.process_time()
    assert isinstance(plain_text(markup), str)
    assert isinstance(plain_text(f"<a {markup}>x</a>"), str)
    assert time.process_time() - began < 3  # a quadratic reader would need hours


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=200))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    bare = text.replace("\r", "").replace("\x00", "").strip("\n")
    assert plain_text(html.escape(bare)) == bare


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(alphabet="<>/ab='\"&#;!- \nhref", max_size=120))
def test_any_markup_gives_some_text(markup: str) -> None:
    assert isinstance(plain_text(markup), str)
