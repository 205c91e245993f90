"""How a text becomes Mastodon's HTML: nothing of it is lost, nothing of it becomes markup."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.sandbox.accounts import Account
from helpdesk.sandbox.content import as_html, segments

BRIGHTBYTE = Account(1, "brightbyte", "Brightbyte", True, 0, 0, None)
PIECES = st.sampled_from(
    ["@brightbyte", "https://shop.example/a?b=c&d", "#sale", "<b>", "&amp;", '"', "\n", "\n\n", " ", "ü", "'"]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join))


@given(TEXTS)
def test_the_segments_put_together_are_the_text(text: str) -> None:
    joined = "".join(segment.text for segment in segments(text, [BRIGHTBYTE]))
    assert joined == text


@given(TEXTS)
def test_a_reader_of_the_html_gets_the_words_back(text: str) -> None:
    html = as_html(text, [BRIGHTBYTE], "http://localhost")
    shown = html.replace("</p><p>", "\n\n").replace("<br />", "\n")
    plain = unescape(re.sub(r"</?(?:p|a|span)(?: [^<>]*)?>", "", shown))
    squeezed = re.sub(r"\n{2,}", "\n\n", text)
    assert unescape(plain) == unescape(squeezed)


def test_mentions_tags_links_and_paragraphs_are_marked_up() -> None:
    html = as_html(
        "Hi @brightbyte,\nsee https://shop.example/offers/of/the/day/today-only.\n\n#sale <script>",
        [BRIGHTBYTE],
        "http://localhost",
    )
    assert html == (
        '<p>Hi <span class="h-card" translate="no"><a href="http://localhost/@brightbyte" '
        'class="u-url mention">@<span>brightbyte</span></a></span>,<br />see '
        '<a href="https://shop.example/offers/of/the/day/today-only" target="_blank" '
        'rel="nofollow noopener" translate="no"><span class="invisible">https://</span>'
        '<span class="ellipsis">shop.example/offers/of/the/day</span>'
        '<span class="invisible">/today-only</span></a>.</p>'
        '<p><a href="http://localhost/tags/sale" class="mention hashtag" rel="tag">#<span>sale</span></a> '
        "&lt;script&gt;</p>"
    )


def test_a_link_may_hold_a_handle_and_a_number_sign_without_being_cut() -> None:
    found = segments("https://shop.example/@brightbyte#sale", [BRIGHTBYTE])
    assert [segment.kind for segment in found] == ["link"]
