"""A running `helpdesk serve` with its practice network, and the customers who write on that."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx2
from sqlalchemy import select

from helpdesk.records.authors import Author
from helpdesk.records.conversations import Conversation
from tests.commands.shell import Serving, Shell
from tests.databases import fast_folder

LINK = re.compile(r"^ +(\w+) +\w+ +(http://\S+/sign-in/link/\S+)$", re.MULTILINE)
TOKEN = re.compile(r'name="token" value="([^"]+)"')
ARRIVES_WITHIN = 30  # seconds, on a machine that has much to do


@dataclass
class RunningDesk:
    """A desk that serves, with what it printed when it started."""

    shell: Shell
    serving: Serving

    @property
    def url(self) -> str:
        return self.serving.url

    @property
    def network(self) -> str:
        """Where the practice network is."""
        return self.serving.said.split("The practice network:")[1].split()[0]

    @property
    def printed_links(self) -> dict[str, str]:
        """The one-time links that the first start printed, by name."""
        return dict(LINK.findall(self.serving.said))

    def new_link(self, name: str) -> str:
        """Another one-time link, made by the command that the first start names."""
        made = self.shell.run("staff", "link", f"{name.lower()}@desk.example")
        assert made.exit_code == 0, made.stderr
        return urljoin(self.url, urlsplit(made.stdout.strip()).path)

    def write(self, posts: list[tuple[str, str, str]]) -> list[str]:
        """Customers publish posts, given as (handle, name, text), with the practice network's form.

        Gives the posts' addresses, in the same order.
        """
        with httpx2.Client(base_url=self.network, follow_redirects=True, timeout=30) as visitor:
            return [self._publish(visitor, *post) for post in posts]

    def conversations(self, handles: list[str]) -> list[int]:
        """The conversations of these customers, in the same order, as soon as the desk has all of them."""
        found: dict[str, int] = {}
        database = self.shell.database()

        def complete() -> bool:
            wanted = select(Author.handle, Conversation.id).join(Conversation, Conversation.author_id == Author.id)
            with database.reading() as connection:
                found.update(
                    {row.handle: row.id for row in connection.execute(wanted.where(Author.handle.in_(handles)))}
                )
            return len(found) == len(handles)

        self.serving.until(complete, ARRIVES_WITHIN)
        database.close()
        return [found[handle] for handle in handles]

    def _publish(self, visitor: httpx2.Client, handle: str, name: str, text: str) -> str:
        token = TOKEN.search(visitor.get("/write").text)
        assert token
        form = {"token": token[1], "key": f"{handle}: {text}", "handle": handle, "name": name, "text": text}
        published = visitor.post("/write", data=form)
        assert published.status_code == 200, published.text
        return str(published.url)


@contextmanager
def running_desk(*, speed: float, poll_seconds: float) -> Iterator[RunningDesk]:
    """A new desk on free ports, in a folder that goes with it; its customers write `speed` times as fast."""
    folder = fast_folder()
    settings = {"HELPDESK_SANDBOX__SPEED": str(speed), "HELPDESK_INTAKE__POLL_SECONDS": str(poll_seconds)}
    try:
        shell = Shell(folder, variables=settings)
        with shell.serving() as serving:
            yield RunningDesk(shell, serving)
            log = serving.errors.read_text()
            assert "page_failed" not in log, log
    finally:
        shutil.rmtree(folder, ignore_errors=True)
