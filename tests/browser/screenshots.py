"""Makes the pictures in docs/ again, from a running desk: `python -m tests.browser.screenshots [FOLDER]`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from helpdesk.clock import SystemClock
from tests.browser.conftest import CHROMIUM, SWITCHES
from tests.browser.morning import play
from tests.browser.running import RunningDesk
from tests.browser.windows import Windows
from tests.commands.shell import ROOT, Shell
from tests.databases import fast_folder

ANSWER = "Good to hear! Sorry again for the trouble, and thank you for your patience."
PHONE = {"width": 390, "height": 700}
NOBODY_WRITES = "0.000001"  # times as fast: the morning is over


def take(windows: Windows, folder: Path, **options: Any) -> None:
    """The inbox and a conversation as Ada sees them, the report that Mona reads, Ada's phone by day and night."""
    ada, mona = windows.of("Ada", **options), windows.of("Mona", **options)
    ada.goto("/inbox?view=mine")
    _picture(ada, folder / "inbox.png")
    ada.locator(".row", has_text="On the network").first.locator(".row-link").click()
    ada.locator("#answer").fill(ANSWER)
    expect(ada.locator("output[data-counter]")).to_have_text(str(140 - len(ANSWER) - len(" ^AL")))
    _picture(ada, folder / "conversation.png")
    mona.goto("/reports/response-times?by=topic")
    _picture(mona, folder / "report.png")
    for scheme in ("light", "dark"):
        phone = windows.of("Ada", **options, viewport=PHONE, color_scheme=scheme)
        phone.goto("/inbox?view=mine")
        _picture(phone, folder / f"phone-{scheme}.png")


def _picture(page: Page, file: Path) -> None:
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    page.screenshot(path=file)


def main(folder: Path) -> None:
    """Plays the morning, serves it, and takes the pictures."""
    place = fast_folder()
    try:
        shell = Shell(place, variables={"HELPDESK_SANDBOX__SPEED": NOBODY_WRITES})
        play(shell.data, SystemClock().now())
        with shell.serving() as serving, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            windows = Windows(browser, RunningDesk(shell, serving))
            take(windows, folder)
            complaints = windows.closed()
            browser.close()
        assert complaints == [], complaints
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
