"""RSS and Atom -> posts; and feeds that are broken or mean us harm."""

from __future__ import annotations

import resource
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.networks.feed_reading import LARGEST_DAMAGED, Feed, NotAFeed, read
from helpdesk.networks.protocol import Post
from tests.cast import NOON
from tests.networks.feeds import ATOM, EMPTY, RSS, item, rss

ADDRESS = "https://talk.example/feed.xml"


def feed(text: str | bytes, content_type: str = "application/xml") -> Feed:
    return read(text.encode() if isinstance(text, str) else text, content_type, ADDRESS, NOON)


def entries(*items: str) -> tuple[Post, ...]:
    return feed(rss(*items)).entries


def test_rss_becomes_posts_the_oldest_first() -> None:
    found = feed(RSS)
    assert found.title == "Gadget talk"
    first, third = found.entries
    assert (first.remote_id, third.remote_id) == ("https://talk.example/1", "talk-3")
    assert first.text == "First\n\nAll of it (https://x.example/y)"
    assert third.text == "Third\n\nBrightbyte & I, again"
    assert first.published_at == datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    assert (first.url, first.lang, first.parent_remote_id) == ("https://talk.example/1", "en-gb", None)
    assert (third.author.name, third.author.handle, third.author.remote_id) == (
        "Dora", "talk.example", "talk.example Dora",
    )  # fmt: skip
    assert (first.author.name, first.author.remote_id) == ("Gadget talk", "talk.example")


def test_atom_becomes_posts_with_the_moment_of_their_last_edit() -> None:
    (only,) = feed(ATOM, "application/atom+xml").entries
    assert only.remote_id == "urn:uuid:2"
    assert only.text == "Shop down\n\n5 < 6 and <b> stays"
    assert only.url == "https://talk.example/2"
    assert only.published_at == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert only.edited_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert (only.lang, only.author.name) == ("de", "Ben Ohm")


def test_an_edited_entry_keeps_its_key() -> None:
    before, after = feed(ATOM).entries[0], feed(ATOM.replace("6 and", "7 and").replace("T09:30", "T09:45")).entries[0]
    assert before.remote_id == after.remote_id
    assert before.text != after.text
    assert before.edited_at != after.edited_at


def test_an_entry_without_an_id_is_known_by_what_it_says() -> None:
    one, again = (entries(item(title="No id", link="https://talk.example/a"))[0] for _ in range(2))
    other = entries(item(title="No id", link="https://talk.example/b"))[0]
    assert one.remote_id == again.remote_id != other.remote_id
    assert len(one.remote_id) == 64


def test_two_entries_with_one_id_are_both_kept() -> None:
    same = entries(item(guid="1", title="One"), item(guid="1", title="Two"))
    assert len({post.remote_id for post in same}) == 2


def test_an_id_of_any_length_fits_into_the_queue() -> None:
    long = entries(item(guid="x" * 5_000, title="One"), item(guid="x" * 4_999, title="Two"))
    assert {len(post.remote_id) for post in long} == {64}


def test_an_entry_without_a_date_is_from_now_and_one_with_nonsense_too() -> None:
    for date in ("", "the day before yesterday", "Mon, 99 Foo 9999 99:99:99"):
        assert entries(item(guid="1", title="x", pubDate=date))[0].published_at == NOON


def test_what_is_repeated_in_the_text_is_said_once() -> None:
    assert entries(item(guid="1", title="Down", description="Down again since nine"))[0].text == "Down again since nine"
    assert entries(item(guid="1", title="Down"))[0].text == "Down"
    assert entries(item(guid="1"))[0].text == ""


def test_addresses_that_a_browser_would_run_are_left_out() -> None:
    assert entries(item(guid="1", title="x", link="javascript:alert(1)"))[0].url is None
    assert entries(item(guid="1", title="x", link="file:///etc/passwd"))[0].url is None
    assert entries(item(guid="1", title="x", link="http://[nowhere"))[0].url is None


def test_an_address_that_leans_on_the_feeds_own_is_made_whole() -> None:
    assert entries(item(guid="1", title="x", link="../3?a=b"))[0].url == "https://talk.example/3?a=b"
    assert entries(item(guid="1", title="x"))[0].remote_id == "1"


def test_a_script_in_a_title_is_its_text_and_one_in_the_markup_is_gone() -> None:
    hostile = item(
        guid="1", title="&lt;script&gt;alert(1)&lt;/script&gt;", description="<![CDATA[<img src=x onerror=y>]]>"
    )
    assert entries(hostile)[0].text == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "damage",
    [
        RSS.replace("&amp;amp;", "& &nbsp; &nonsense;"),  # entities that XML does not know
        RSS.replace("</link>", "", 1),
        RSS.replace("<guid>", "<guid"),
        RSS.replace('encoding="UTF-8"', 'encoding="KOI-42"'),
        RSS.removesuffix("</channel></rss>"),
        "\ufeff\n\n " + RSS,
        RSS.replace("First", "F\x00\x08irst"),
        RSS.replace("First", "\ud800First").encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
    ids=["entities", "tag", "bracket", "encoding", "end", "before", "control", "half"],
)
def test_a_damaged_feed_is_mended_as_far_as_it_goes(damage: str) -> None:
    assert any("Brightbyte" in post.text for post in feed(damage).entries)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "iso-8859-1", "windows-1252"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + rss(item(guid="1", title="Käse für 3"))
    assert feed(text.encode(encoding)).entries[0].text == "Käse für 3"


@pytest.mark.parametrize("other", ["", "<html><body>Log in</body></html>", '{"error": 1}', "plain", "\x00\x01\x02"])
def test_what_is_no_feed_says_so(other: str) -> None:
    with pytest.raises(NotAFeed, match="no RSS or Atom"):
        feed(other, "text/html")


def test_an_empty_feed_is_a_feed() -> None:
    assert feed(EMPTY) == Feed("Quiet", ())


def test_the_answer_is_never_taken_for_the_name_of_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_text(RSS)
    with pytest.raises(NotAFeed):
        feed(str(secret))


ENTITY = '<?xml version="1.0"?><!DOCTYPE r [{declared}]>' + rss(item(guid="1", title="{used}"))


def test_entities_from_elsewhere_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("carls-mustache")
    for declared in (
        f'<!ENTITY x SYSTEM "file://{secret}">',
        f'<!ENTITY % p SYSTEM "file://{secret}"> %p; <!ENTITY x "y">',
        '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">',
    ):
        text = ENTITY.replace("{declared}", declared).replace("{used}", "&x;")
        assert "mustache" not in repr(feed(text))


def _laughs(depth: int, width: int) -> str:
    first = '<!ENTITY l0 "' + "ha" * 10 + '">'
    return first + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * width}">' for n in range(1, depth))


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        (_laughs(12, 10), "&l11;"),
        (f'<!ENTITY a "{"a" * 30_000}">', "&a;" * 30_000),
        ('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
    ],
    ids=["billion laughs", "quadratic", "in a circle"],
)
def test_a_feed_that_swells_when_it_is_read_does_not(declared: str, used: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = feed(ENTITY.replace("{declared}", declared).replace("{used}", used))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert sum(len(post.text) for post in found.entries) < 1_000_000
    assert grown < 300_000  # kB


@pytest.mark.parametrize(
    "piece",
    ["<b>", "<a ", "<item><title>"],  # the worst of thirty that were tried
)
@pytest.mark.timeout(60)
def test_no_repetition_keeps_the_reader_busy(piece: str) -> None:
    """The largest damage that is mended at all; the time limit is the assertion."""
    many = piece * ((LARGEST_DAMAGED - 300) // len(piece))
    found = feed(rss(item(guid="1", title="good"), item(guid="2", title=many)))
    assert found.entries


def test_a_large_feed_is_read_when_it_is_whole_and_refused_when_it_is_damaged() -> None:
    many = rss(*(item(guid=str(number), title="x" * 200) for number in range(2_000)))
    assert len(many) > LARGEST_DAMAGED
    assert len(feed(many).entries) == 2_000
    with pytest.raises(NotAFeed, match="too large to be mended"):
        feed(many.replace("</item>", "", 1))


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    for text in (noise, RSS.encode()[:700] + noise, ATOM.encode()[:300] + noise + ATOM.encode()[300:]):
        try:
            found = feed(text)
        except NotAFeed:
            continue
        for post in found.entries:
            assert 0 < len(post.remote_id) <= 255
            assert post.published_at.tzinfo is UTC
