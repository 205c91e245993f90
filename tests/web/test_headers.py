"""What every answer carries, whatever was asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from helpdesk.desk.refused import Refused
from helpdesk.folders import templates_folder
from helpdesk.web import static_files
from helpdesk.web.headers import CONTENT_SECURITY_POLICY
from tests.web.browser import ADDRESS, SECRET_KEY, Browser

PAGES = ("/sign-in", "/sign-in/link/x", "/account", "/no-such-page", "/healthz", "/readyz", "/fails", "/refuses")

GUARDED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store, private",
    "Vary": "Cookie",
}


@pytest.fixture
def app(app: Flask) -> Flask:
    def fails() -> str:
        raise RuntimeError("Carl's secret")

    def refuses() -> str:
        raise Refused("Ben is answering this.")

    app.add_url_rule("/fails", view_func=fails)
    app.add_url_rule("/refuses", view_func=refuses)
    return app


def test_every_answer_is_guarded_and_kept_by_nobody(app: Flask, ada: Browser) -> None:
    for browser in (ada, Browser(app)):
        for path in PAGES:
            answer = browser.open(path)
            assert {name: answer.headers[name] for name in GUARDED} == GUARDED, path


def test_the_policy_lets_nothing_run_that_is_not_a_file_of_ours() -> None:
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "evil.example:80"]
)
@pytest.mark.parametrize("path", ["/sign-in", "/account", "/no-such-page"])
def test_a_host_that_is_not_ours_gets_no_page(browser: Browser, host: str, path: str) -> None:
    answer = browser.client.get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.text
    assert "Location" not in answer.headers
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_forwarded_headers_of_a_stranger_change_no_address(browser: Browser) -> None:
    answer = browser.open("/account", **{"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})
    assert answer.location == "/sign-in?next=/account"


def test_a_form_from_elsewhere_changes_nothing(ada: Browser) -> None:
    for path in ("/sign-in", "/sign-in/link/x", "/sign-out", "/account", "/account/duty", "/account/password"):
        answer = ada.client.post(path, base_url=ADDRESS, data={"name": "Eve", "initials": "EV"})
        assert answer.status_code == 400, path
        assert "Nothing was changed" in answer.text
    assert "Ada" in ada.open("/account").text


def test_the_token_of_a_page_works_for_our_javascript(ada: Browser) -> None:
    headers = {"X-CSRFToken": ada.token("/account"), "X-Requested-With": "fetch"}
    answer = ada.client.post("/account/duty", base_url=ADDRESS, headers=headers)
    assert answer.status_code == 302
    refused = ada.client.post("/account/duty", base_url=ADDRESS, headers={"X-Requested-With": "fetch"})
    assert refused.status_code == 400
    assert "Nothing was changed" in (refused.json or {})["error"]


class ThisMorning(TimestampSigner):
    """Signs as it would have been signed seven hours ago."""

    def get_timestamp(self) -> int:
        return super().get_timestamp() - 7 * 3_600


def test_a_form_stays_good_all_shift(ada: Browser) -> None:
    ada.token("/account")
    with ada.client.session_transaction(base_url=ADDRESS) as cookie:
        secret = cookie["csrf_token"]
    token = URLSafeTimedSerializer(SECRET_KEY, salt="wtf-csrf-token", signer=ThisMorning).dumps(secret)
    answer = ada.client.post("/account/duty", base_url=ADDRESS, data={"csrf_token": token})
    assert answer.status_code == 302


def test_what_a_get_opens_changes_nothing(ada: Browser) -> None:
    for path in ("/sign-out", "/account/duty", "/account/password", "/account/sign-out-everywhere"):
        answer = ada.open(path)
        assert answer.status_code == 405
        assert "POST" in answer.headers["Allow"]
    assert ada.is_signed_in()


def test_a_static_file_is_kept_only_under_the_hash_of_its_content(app: Flask, browser: Browser) -> None:
    folder = Path(str(app.static_folder))
    name = next(folder.rglob("*.css")).relative_to(folder).as_posix()
    with app.test_request_context("/", base_url=ADDRESS):
        address = static_files.static_url(name)
        with pytest.raises(FileNotFoundError):
            static_files.static_url("css/missing.css")
    assert re.fullmatch(rf"/static/{re.escape(name)}\?v=[0-9a-f]{{12}}", address)
    with browser.open(address) as kept:
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in kept.headers
    with browser.open(f"/static/{name}?v=old") as outdated:
        assert outdated.headers["Cache-Control"] == "no-cache"


def test_nothing_outside_the_static_folder_is_served(browser: Browser) -> None:
    for outside in ("../app.py", "..%2fapp.py", "..%2f..%2fetc/passwd", "missing.css", "%00", "sandbox"):
        answer = browser.open(f"/static/{outside}")
        assert answer.status_code == 404, outside
        assert answer.headers["Cache-Control"] == "no-store, private"


def test_our_templates_are_escaped_and_free_of_inline_code() -> None:
    for file in templates_folder().rglob("*"):
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            assert file.suffix == ".html", f"{file.name} would not be escaped"
            assert not re.search(r"\|\s*safe\b|<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), file.name
