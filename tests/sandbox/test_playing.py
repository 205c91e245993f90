"""The forms with which a visitor plays Carl: only his own posts, only from this page, nothing lost."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.sandbox.practice import Caller, token, write


def test_carl_answers_back_and_the_company_hears_it(visitor: FlaskClient, service: Caller, carl) -> None:
    answer = service.post("@carl which one?", in_reply_to_id=carl("@brightbyte my kettle"))
    page = visitor.get(f"/posts/{answer['id']}").get_data(as_text=True)
    assert ">@brightbyte </textarea>" in page
    assert 'name="handle" value="carl"' in page
    assert write(visitor, "@brightbyte the blue one", parent=answer["id"]).status_code == 303
    heard = service.mentions()[0]["status"]
    assert heard["in_reply_to_id"] == answer["id"]


def test_carl_edits_and_deletes_his_own_post_and_no_other(visitor: FlaskClient, service: Caller) -> None:
    write(visitor, "@brightbyte my refnud")
    post_id = service.mentions()[0]["status"]["id"]
    assert f"/posts/{post_id}/edit" in visitor.get("/").get_data(as_text=True)
    form = {"token": token(visitor), "text": "@brightbyte my refund"}
    assert visitor.post(f"/posts/{post_id}/edit", data=form).status_code == 303
    assert service.mentions()[0]["status"]["edited_at"]
    company = service.post("ours")["id"]
    for foreign in (company,):
        assert visitor.get(f"/posts/{foreign}/edit").status_code == 403
        assert visitor.post(f"/posts/{foreign}/delete", data=form).status_code == 403
    assert visitor.post(f"/posts/{post_id}/delete", data=form).status_code == 303
    assert service.mentions() == []


def test_another_visitor_is_not_carl_until_he_plays_him(app: Flask, visitor: FlaskClient, carl) -> None:
    post_id = carl("@brightbyte hello")
    assert visitor.get(f"/posts/{post_id}/edit").status_code == 403
    visitor.post("/play", data={"token": token(visitor), "handle": "carl"})
    assert visitor.get(f"/posts/{post_id}/edit").status_code == 200


def test_nobody_plays_the_company(visitor: FlaskClient, service: Caller) -> None:
    answer = write(visitor, "@brightbyte we close down", handle="@BrightByte")
    assert answer.status_code == 422
    assert "is the company" in answer.get_data(as_text=True)
    assert visitor.post("/play", data={"token": token(visitor), "handle": "brightbyte_deals"}).status_code == 403
    assert service.get("/_sandbox/log") == []


@pytest.mark.parametrize("path", ["/write", "/play", "/posts/1/delete", "/posts/1/edit"])
def test_a_form_without_its_token_is_refused(app: Flask, visitor: FlaskClient, service: Caller, path) -> None:
    foreign = token(app.test_client())
    for sent in ({}, {"token": "forged"}, {"token": foreign}):
        answer = visitor.post(path, data={"name": "Carl", "handle": "carl", "text": "hello", **sent})
        assert answer.status_code == 400
    assert service.get("/_sandbox/log") == []


def test_a_double_click_publishes_once(visitor: FlaskClient, service: Caller) -> None:
    for _ in range(2):
        assert write(visitor, "@brightbyte hello", key="form-1").status_code == 303
    assert len(service.mentions()) == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text": "x" * 501}, "This has 501 characters; 500 are allowed."),
        ({"text": "@brightbyte "}, "Write something first."),
        ({"handle": "carl the customer"}, "A handle has 1 to 30 letters"),
        ({"name": " "}, "Choose a name"),
        ({"text": "nul \0 here"}, "cannot be published"),
    ],
)
def test_a_mistake_is_said_and_the_text_kept(
    visitor: FlaskClient, service: Caller, sent: dict[str, str], sentence: str
) -> None:
    answer = write(visitor, **{"text": "@brightbyte please keep this", **sent})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert sent.get("text", "please keep this")[:60].strip("\0") in page
    assert service.get("/_sandbox/log") == []
