"""The page in a real browser: answers appear by themselves, nothing typed is lost, nothing is complained about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists() and os.environ.get("CI") != "true",
    reason="there is no Chromium; install the Debian package chromium",
)


@pytest.fixture(params=["light", "dark", "phone"])
def page(request: pytest.FixtureRequest, wire: httpx2.Client) -> Iterator[Page]:
    """A browser at the timeline; it notes what the console says and what is fetched from elsewhere."""
    width = 390 if request.param == "phone" else 1180
    scheme = "dark" if request.param == "dark" else "light"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        opened = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        complaints: list[str] = []
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        home = str(wire.base_url).rstrip("/")
        opened.on("request", lambda asked: asked.url.startswith(home) or complaints.append(asked.url))
        opened.goto(home + "/")
        yield opened
        browser.close()
        assert complaints == []


def test_carl_writes_and_the_answer_appears_under_his_post_while_he_types(page: Page, wire: httpx2.Client) -> None:
    page.goto(f"{wire.base_url}/write")
    page.get_by_label("Your post").fill("@brightbyte <b>where</b> is my order?")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("<b>where</b> is my order?").wait_for()
    page.get_by_label("Your answer").fill("half a sentence")
    question = wire.get("/api/v1/notifications").json()[0]["status"]["id"]
    wire.post("/api/v1/statuses", json={"status": "@carl on its way", "in_reply_to_id": question})
    page.get_by_text("on its way").wait_for()
    assert page.locator(".depth-1.company").inner_text().count("Company") == 1
    assert page.get_by_label("Your answer").input_value() == "half a sentence"
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
