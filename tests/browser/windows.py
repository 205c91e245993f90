"""Windows of a browser on a running desk, for somebody who signed in there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, StorageState

from tests.browser.running import RunningDesk
from tests.browser.watched import Watched

PATIENCE = 20_000  # milliseconds; the machine may have other things to do


class Windows:
    """Opens windows and watches them."""

    def __init__(self, browser: Browser, desk: RunningDesk) -> None:
        self._browser, self._desk = browser, desk
        self._watched: list[Watched] = []
        self._signed_in: dict[str, StorageState] = {}

    def anybody(self, *, refusals: set[int] | None = None, **options: Any) -> Page:
        """A window in which nobody is signed in. `refusals` are statuses that the test provokes."""
        options = {"viewport": {"width": 1280, "height": 800}, "base_url": self._desk.url, **options}
        context = self._browser.new_context(locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        self._watched.append(Watched(context, (self._desk.url, self._desk.network), refusals or set()))
        return context.new_page()

    def of(self, name: str, *, refusals: set[int] | None = None, **options: Any) -> Page:
        """A window in which this person signed in with a link."""
        if name in self._signed_in:
            return self.anybody(refusals=refusals, storage_state=self._signed_in[name], **options)
        page = self.anybody(refusals=refusals, **options)
        page.goto(self._desk.new_link(name))
        page.get_by_role("button", name=f"Sign in as {name}").click()
        page.wait_for_url("**/account")
        self._signed_in[name] = page.context.storage_state()
        return page

    def closed(self) -> list[str]:
        """Closes all; gives what was complained about."""
        for watched in self._watched:
            watched.context.close()
        return [complaint for watched in self._watched for complaint in watched.complaints]
