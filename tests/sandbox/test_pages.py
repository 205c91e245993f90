"""The page on which a visitor plays Carl."""

from __future__ import annotations

import re
from html import escape

import pytest
from flask.testing import FlaskClient

from tests.sandbox.practice import Caller, write

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "javascript:alert(1)",
    "' OR 1=1 --",
    "</textarea><h1>mine</h1>",
]


def spoken(page: str) -> str:
    """What the page shows as the words of a post or of its form, with the link around the handle taken off."""
    words = re.findall(r'<p class="text"[^>]*>(.*?)</p>|<textarea[^>]*>(.*?)</textarea>', page, re.DOTALL)
    shown = re.sub(r'<a class="mention"[^>]*>(@\w+)</a>', r"\1", " ".join(map("".join, words)))
    return shown.replace("&#34;", "&quot;")


def test_what_carl_writes_stands_on_the_page_and_reaches_the_company(visitor: FlaskClient, service: Caller) -> None:
    answer = write(visitor, "@brightbyte where is my order?")
    assert answer.status_code == 303
    assert "where is my order?" in visitor.get("/").get_data(as_text=True)
    assert service.mentions()[0]["account"]["display_name"] == "Carl"


def test_the_companys_answer_stands_under_carls_post_with_a_badge(visitor: FlaskClient, service: Caller, carl) -> None:
    question = carl("@brightbyte my kettle is cracked")
    carl("@brightbyte something newer")
    service.post("@carl we are sorry", in_reply_to_id=question)
    page = visitor.get("/").get_data(as_text=True)
    thread = page[page.index("my kettle is cracked") :]
    assert "something newer" not in thread
    assert "depth-1 company" in thread
    assert thread.index(">Company<") < thread.index("we are sorry")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_on_every_page(visitor: FlaskClient, service: Caller, text: str) -> None:
    write(visitor, f"@brightbyte {text}", name=text[:50])
    post_id = service.mentions()[0]["status"]["id"]
    for path in ("/", "/@carl", f"/posts/{post_id}", f"/posts/{post_id}/edit"):
        page = visitor.get(path).get_data(as_text=True)
        assert escape(f"@brightbyte {text}").replace("&#x27;", "&#39;") in spoken(page)
        assert "<img" not in page.replace('<img src="/static/icon.svg"', "")
        assert "<script>" not in page
        assert "<h1>mine" not in page
    content = service.mentions()[0]["status"]["content"]
    assert "<script" not in content
    assert "<img" not in content


def test_pages_forbid_everything_that_is_not_from_here(visitor: FlaskClient) -> None:
    answer = visitor.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    page = answer.get_data(as_text=True)
    assert not re.search(r"<style|<script(?! src)| style=| on[a-z]+=", page)


def test_an_unchanged_page_is_not_sent_again(visitor: FlaskClient, carl) -> None:
    visitor.get("/")
    mark = visitor.get("/").headers["ETag"]
    assert visitor.get("/", headers={"If-None-Match": mark}).status_code == 304
    carl("@brightbyte news")
    assert visitor.get("/", headers={"If-None-Match": mark}).status_code == 200


def test_the_pages_of_the_timeline_hold_every_thread_once(visitor: FlaskClient, carl) -> None:
    for number in range(45):
        carl(f"@brightbyte question number {number}.")
    seen, address = [], "/"
    while address:
        page = visitor.get(address).get_data(as_text=True)
        seen += re.findall(r"question number (\d+)\.", page)
        address = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), None)
    assert seen == [str(number) for number in range(44, -1, -1)]
    assert 'rel="prev"' in page


def test_a_deleted_post_leaves_a_place_for_its_answers(visitor: FlaskClient, service: Caller, offers) -> None:
    first = service.post("sale today")["id"]
    offers.post("until six", in_reply_to_id=first)
    service.call("DELETE", f"/api/v1/statuses/{first}")
    page = visitor.get("/").get_data(as_text=True)
    assert "This post was deleted" in page
    assert "until six" in page
    assert visitor.get(f"/posts/{first}").status_code == 404


def test_the_address_in_the_api_leads_to_the_thread(visitor: FlaskClient, service: Caller) -> None:
    post = service.post("hello")
    answer = visitor.get(post["url"].removeprefix("http://localhost"))
    assert answer.location == f"/posts/{post['id']}"


def test_who_does_not_exist_has_no_page(visitor: FlaskClient) -> None:
    answer = visitor.get("/@nobody")
    assert answer.status_code == 404
    assert "Nobody here has this name." in answer.get_data(as_text=True)
