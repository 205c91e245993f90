"""Folding makes one spelling out of many, and every folded character knows where it came from."""

from __future__ import annotations

import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.triage.folding import fold
from helpdesk.triage.words import read

anything = st.text(st.characters(codec=None, exclude_categories=()))
european = st.text(st.sampled_from("aeInOß ÉüñÅĄﬁＦｕﬀ①ǅ½'’.#İıł" + "e\u0301" + "o\u0308\u0323"))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("REFUND", "refund"),
        ("ＲＥＦＵＮＤ", "refund"),  # full-width
        ("ﬁne oﬀer", "fine offer"),  # ligatures
        ("Rückgabe, garantía", "ruckgabe, garantia"),
        ("Ru\u0308ckgabe", "ruckgabe"),  # the accent as a mark of its own
        ("Straße", "strasse"),
        ("İADE ıade", "iade iade"),
        ("Łódź Ørsted Æther", "lodz orsted aether"),
        ("don’t don`t donʼt don´t", "don't don't don't don't"),
        ("e‑mail", "e-mail"),
        ("re\u00adfund re\u200bfund", "refund refund"),  # soft hyphen, zero width space
        ("Brightbyte™", "brightbyte "),
        ("ΈΛΛΗΝΑΣ", "ελληνασ"),
        ("й", "й"),  # not an accent: another letter
        ("ｷｬﾝｾﾙ ｶﾞ", "キャンセル ガ"),
        ("환불", "환불"),
        (unicodedata.normalize("NFD", "환불"), "환불"),
        ("👍🏽 ❤️", "👍 ❤"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("क\u200dष", "कष"),
    ],
)
def test_many_spellings_fold_into_one(written: str, folded: str) -> None:
    assert fold(written).text == folded


@given(anything)
def test_the_map_stays_inside_the_text_and_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


@given(european)
def test_each_folded_character_comes_from_the_place_that_the_map_says(text: str) -> None:
    folded = fold(text)
    for letter, start, end in zip(*folded, strict=True):
        assert letter in fold(text[start:end]).text


@given(european)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(european)
def test_upper_and_lower_case_read_alike(text: str) -> None:
    capitals = text.replace("ı", "i").upper()
    assert fold(capitals.lower()).text == fold(capitals).text


def texts_of(text: str) -> list[list[str]]:
    return [[word.text for word in words] for words in read(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Refund, now!", [["refund"], ["now"], ["."]]),
        ("#RefundNow", [["refund", "refundnow", "#refundnow"], ["now"]]),
        ("#refundnow", [["refundnow", "#refundnow"]]),
        ("#BESTBuy2024", [["best", "bestbuy2024", "#bestbuy2024"], ["buy"], ["2024"]]),
        ("#refund_now", [["refund", "refundnow", "#refundnow"], ["now"]]),
        ("#___ # ##", []),
        ("e-mail can’t", [["e", "email"], ["mail"], ["can", "cant"], ["t"]]),
        ("'refund' -refund-", [["refund"], ["refund"]]),
        ("@brightbyte @ada@town.example @a.bsky.social", [[], [], []]),
        ("https://t.co/refund www.refund.example refund.example/refund", [[], [], []]),
        ("refund@brightbyte.example", [[]]),
        ("3.5 mm... ok", [["3"], ["5"], ["mm"], ["."], ["ok"]]),
        ("返品したい", [["返"], ["品"], ["し"], ["た"], ["い"]]),
        ("iPhone修理", [["iphone"], ["修"], ["理"]]),
        ("คืนเงิน", [["คื"], ["น"], ["เ"], ["งิ"], ["น"]]),
        ("रिफंड चाहिए", [["रिफंड"], ["चाहिए"]]),
        ("😡👍🏽🇩🇪", [["😡"], ["👍"], ["🇩🇪"]]),
        ("foo_bar\x00baz\ud800qux", [["foo"], ["bar"], ["baz"], ["qux"]]),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: list[list[str]]) -> None:
    assert texts_of(text) == words


@given(anything | european)
def test_every_word_stands_where_it_says(text: str) -> None:
    for words in read(text):
        for word in words:
            assert 0 <= word.start < word.end <= len(text)
            assert word.reach >= 1


@given(anything | european, anything | european)
def test_what_stands_between_spaces_reads_the_same_alone_as_in_a_post(one: str, other: str) -> None:
    together = [words for piece in f"{one} {other}".split() for words in texts_of(piece)]
    assert texts_of(" ".join(f"{one} {other}".split())) == together


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "a." * 50_000,
        "a-" * 50_000,
        "a@" * 50_000,
        "#RefundNow" * 10_000,
        "#" * 100_000,
        "#" + "_" * 100_000,
        "." * 100_000 + "a",
        "e" + "\u0301\u0323" * 50_000,
        "\u0301" * 100_000,
        "é" * 100_000,
        "返" * 100_000,
        "😡\u200d" * 50_000,
        "www." * 25_000,
        "#Aa" + "A" * 100_000 + "a",
        "#" + "A\u0301" * 50_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_a_hostile_text_is_read_in_time_that_grows_with_its_length_only(text: str) -> None:
    started = process_time()
    read(text)
    assert process_time() - started < 3  # about 0.1 s; a quadratic reader needs minutes
