"""The counter beside twitter-text's own conformance files and its answers for real posts."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.desk import wording
from helpdesk.desk.network_length import network_length
from tests.desk.conformance import groups, needs_data, real_posts

pytestmark = needs_data

# validate.yml asks here what RFC 3986 takes for a URL. Its own extraction finds none of the first three in a post,
# and leaves out the last one's final `+`, which a query can't end with.
NO_LINK_IN_A_POST = {"port and userinfo", "ipv4", "ipv6", "sub delims and question marks"}


def linked(text: str) -> list[str]:
    return [text[start:end] for start, end in wording.links(text)]


@pytest.mark.parametrize("group", ["urls", "tco_urls_with_params"])
def test_the_same_links_are_found(group: str) -> None:
    assert [c for c in groups("extract.yml")[group] if linked(c["text"]) != c["expected"]] == []


@pytest.mark.parametrize("group", ["urls_with_indices", "urls_with_directional_markers"])
def test_the_same_links_are_found_at_the_same_places(group: str) -> None:
    def expected(case: dict[str, Any]) -> list[tuple[int, ...]]:
        return [tuple(link["indices"]) for link in case["expected"]]

    assert [c for c in groups("extract.yml")[group] if wording.links(c["text"]) != expected(c)] == []


@pytest.mark.parametrize("group", ["country", "generic"])
def test_every_top_level_domain_is_known(group: str) -> None:
    assert [c["text"] for c in groups("tlds.yml")[group] if linked(c["text"]) != c["expected"]] == []


@pytest.mark.parametrize("group", ["urls", "urls_without_protocol"])
def test_what_is_no_url_is_no_link(group: str) -> None:
    differing = {
        case["description"].removeprefix("Valid url: ")
        for case in groups("validate.yml")[group]
        if (linked(case["text"]) == [case["text"]]) != case["expected"]
    }
    assert differing == (NO_LINK_IN_A_POST if group == "urls" else set())


def test_the_same_tweets_fit_into_140() -> None:
    for case in groups("validate.yml")["tweets"]:
        assert (0 < wording.count(case["text"]) <= wording.LIMIT) == case["expected"], case["description"]


def test_real_posts_have_the_length_that_twitter_text_gives_them() -> None:
    differing = [p["id"] for p in real_posts() if wording.count(p["text"]) != p["twitter_text"]["version1"]["weighted"]]
    assert (len(real_posts()), differing) == (182, [])


def test_real_posts_weigh_what_twitter_text_says() -> None:
    def weight(post: dict[str, Any]) -> int:
        return network_length(post["text"], "weighted", 23)

    assert [p["id"] for p in real_posts() if weight(p) != p["twitter_text"]["version3"]["weighted"]] == []


@pytest.mark.parametrize(
    "group", ["WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest"]
)
def test_emoji_weigh_two(group: str) -> None:
    for case in groups("validate.yml")[group]:
        assert network_length(case["text"], "weighted", 23) == case["expected"]["weightedLength"], case["description"]


def test_what_weighs_otherwise_since_emoji_weigh_two_is_what_joins_them() -> None:
    differing = {
        case["description"]
        for case in groups("validate.yml")["WeightedTweetsCounterTest"]
        if network_length(case["text"], "weighted", 23) != case["expected"]["weightedLength"]
    }
    assert differing == {
        "Count a mix of single byte single word, and double word unicode characters",
        "Count unicode emoji chars outside the basic multilingual plane with skin tone modifiers",
    }
