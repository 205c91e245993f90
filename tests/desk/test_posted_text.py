"""What an answer will be once it is posted, shown before it is: the same texts that the outbox gets."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from helpdesk.desk.posted_text import preview
from helpdesk.web.as_posted import as_posted
from tests.cast import Office
from tests.web.customers import writes

LONG = "https://www.brightbyte.example.com/help/returns/how-to-send-it-back"


@pytest.fixture
def carls(office: Office) -> int:
    return writes(office, "@brightbyte where is my refund?")


def test_the_preview_has_what_is_posted_sign_off_and_name_included(office: Office, carls: int) -> None:
    with office.database.reading() as connection:
        seen = preview(connection, carls, "  It left\ttoday. ", initials="AL", limit=140)
    assert (seen.posts, seen.opening, seen.account) == (("@carl It left today. ^AL",), "@carl", "@brightbyte")


def test_a_long_one_is_shown_in_its_parts_and_an_impossible_one_says_why(office: Office, carls: int) -> None:
    with office.database.reading() as connection:
        parts = preview(connection, carls, "We looked into it. " * 12, initials="AL", limit=140)
        endless = preview(connection, carls, "x" * 200, initials="AL", limit=140)
        nothing = preview(connection, carls, " ", initials="AL", limit=140)
    assert [post[-8:] for post in parts.posts] == [" 1/2 ^AL", " 2/2 ^AL"]
    assert (endless.posts, "204 characters" in endless.refusal) == ((), True)
    assert nothing.refusal == "Write an answer first."


@pytest.mark.parametrize(
    ("network", "shown"),
    [
        ("x", "brightbyte.example.com/help/re…"),
        ("mastodon", "brightbyte.example.com/help/re…"),
        ("practice", "brightbyte.example.com/help/re…"),
        ("bluesky", LONG),
    ],
)
def test_a_link_is_shown_as_its_network_shows_it_and_leads_where_it_says(network: str, shown: str) -> None:
    html = as_posted(f"See {LONG}, please", network)
    assert f'<a href="{LONG}" rel="noopener noreferrer nofollow" target="_blank">{shown}</a>, please' in html


def test_a_bare_domain_is_a_link_only_where_the_network_makes_one() -> None:
    assert "<a " not in as_posted("See brightbyte.example.com", "mastodon")
    assert 'href="https://brightbyte.example.com"' in as_posted("See brightbyte.example.com", "x")


def test_hostile_words_stay_words() -> None:
    html = as_posted("@carl <img src=x onerror=alert(1)> https://a.com/<script> ^AL", "practice", "@carl")
    assert isinstance(html, Markup)
    assert html.startswith('<span class="preview-name">@carl</span> &lt;img src=x')
    assert "<script" not in html
    assert "<img" not in html
