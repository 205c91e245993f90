"""A browser window that is watched: whatever its pages complain about is written down."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, Response

# The browser says this of every answer from 400 on, without the address; `_answered` knows more.
SAID_OF_A_STATUS = re.compile(r"Failed to load resource: the server responded with a status of \d+")
# A field that would have the focus lets go of it to what the address names, and to a field in which somebody who is
# quicker than the browser writes already: just as it should be.
LEFT_THE_FOCUS = (
    "Autofocus processing was blocked because a document's URL has a fragment",
    "Autofocus processing was blocked because a document already has a focused element",
)
LEFT_THE_PAGE = "net::ERR_ABORTED"  # a request that the browser gave up because its page was left
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`against the content security policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


@dataclass
class Watched:
    """What the pages of a window complained about. `refusals` are statuses that the test provokes."""

    context: BrowserContext
    homes: tuple[str, ...]
    refusals: set[int] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.add_init_script(TELL_VIOLATIONS)
        self.context.on("console", self._said)
        self.context.on("weberror", lambda failed: self.complaints.append(f"{failed.page}: {failed.error}"))
        self.context.on("dialog", self._asked)
        self.context.on("request", self._requested)
        self.context.on("requestfailed", self._failed)
        self.context.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        if not SAID_OF_A_STATUS.match(message.text) and not message.text.startswith(LEFT_THE_FOCUS):
            self.complaints.append(f"{message.type}: {message.text}")

    def _asked(self, dialog: Dialog) -> None:
        self.complaints.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((*(f"{home}/" for home in self.homes), "data:")):
            self.complaints.append(f"a foreign request: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT_THE_PAGE:
            self.complaints.append(f"{request.failure}: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.refusals:
            self.complaints.append(f"{response.status}: {response.url}")
