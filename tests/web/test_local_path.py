"""Signing in leads to a page of the desk and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.web.local_path import local_path
from tests.web.browser import ADDRESS, Browser

ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "https:evil.example",
    "https://evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\r\nLocation: https://evil.example",
    " //evil.example",
    " https://evil.example",
    "\x19//evil.example",
    "\u200a//evil.example",
    "evil.example",
    "@evil.example",
    "",
    "/" + "a" * 2_000,
)


def test_whoever_is_signed_in_is_never_sent_elsewhere(ada: Browser) -> None:
    for wanted in ELSEWHERE:
        answer = ada.client.get("/sign-in", base_url=ADDRESS, query_string={"next": wanted})
        assert (answer.status_code, answer.location) == (302, "/"), wanted


def test_whoever_signs_in_is_never_sent_elsewhere(ada: Browser) -> None:
    for wanted in ELSEWHERE[::4]:
        answer = Browser(ada.app).sign_in("ada@brightbyte.example", next=wanted)
        assert (answer.status_code, answer.location) == (302, "/"), wanted


@pytest.mark.parametrize("wanted", ["/", "/conversations/7", "/inbox?view=team&page=2", "/search?q=%2F%2Fx"])
def test_a_page_of_the_desk_is_a_place_to_come_back_to(wanted: str) -> None:
    assert local_path(wanted) == wanted


@given(st.text(alphabet="/\\:@?#.ah \t\n%5c2f"))
def test_what_is_accepted_is_a_path_to_every_reader(wanted: str) -> None:
    accepted = local_path(wanted)
    split = urlsplit(accepted.replace("\\", "/"))
    assert accepted.startswith("/")
    assert (split.scheme, split.netloc) == ("", "")
