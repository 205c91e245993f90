"""One running desk for all, a browser for each module, and windows in which nothing may be complained about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.running import RunningDesk, running_desk
from tests.browser.windows import Windows
from tests.databases import need

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
AT_ONCE = 1_000  # times as fast as written: the whole scenario within two seconds


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser. One a module: two of them can't be driven at once from one thread, and others have theirs."""
    if not os.access(CHROMIUM, os.X_OK):
        need("Chromium", "it is not installed; install the Debian package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def desk() -> Iterator[RunningDesk]:
    """A desk with a morning's posts in it, which the tests of this process share."""
    with running_desk(speed=AT_ONCE, poll_seconds=1) as opened:
        yield opened


@pytest.fixture
def windows(chromium: Browser, desk: RunningDesk) -> Iterator[Windows]:
    """Opens windows on the shared desk. At the end, nothing may have been complained about in any of them."""
    opened = Windows(chromium, desk)
    yield opened
    assert opened.closed() == []
