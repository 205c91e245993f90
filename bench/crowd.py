"""`python -m bench.crowd JSON`: plays the browsers of a whole staff, in one thread, over a proxy's kept connections.

Everybody asks for what is new in the rhythm of static/js/live.js. Those who work open a conversation, answer, take or
close it, and say every 20 seconds that they look at it.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.result import percentile
from bench.signed_in import KEY, hidden
from helpdesk.app import create_app
from helpdesk.clock import SystemClock
from helpdesk.config import Config
from helpdesk.desk.signing_in import begin
from helpdesk.records.database import Database

EVERY = 4.0  # seconds between two looks, unless the desk says otherwise
ACT_EVERY = 60.0  # seconds between two acts of somebody who works
LOOKS_EVERY = 20.0
ARRIVE = 20.0  # seconds in which all open their pages, before anything is counted
CONNECTIONS = 32  # to each process
BARE_EVERY = 0.1


@dataclass
class Found:
    """What came of it; times in seconds."""

    polls: list[tuple[float, int]] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    acts: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    wrong: dict[str, int] = field(default_factory=dict)

    def told(self, seconds: float) -> dict[str, Any]:
        """The figures."""
        same = [took for took, status in self.polls if status == 304]
        new = [took for took, status in self.polls if status == 200]
        return {
            "oldest_page_seconds": round(max(self.ages), 2),
            "page_age_p99_seconds": round(percentile(self.ages, 0.99), 2),
            "polls_per_second": round(len(self.polls) / seconds, 1),
            "polls_with_news_percent": round(100 * len(new) / max(1, len(self.polls)), 1),
            "poll_304_p50_ms": _ms(same, 0.5), "poll_304_p95_ms": _ms(same, 0.95),
            "poll_200_p50_ms": _ms(new, 0.5), "poll_200_p95_ms": _ms(new, 0.95),
            "bare_304_p50_ms": _ms(self.bare, 0.5), "bare_304_p95_ms": _ms(self.bare, 0.95),
            "answers": len(self.answers),
            "answer_p50_ms": _ms(self.answers, 0.5), "answer_p95_ms": _ms(self.answers, 0.95),
            "other_acts": len(self.acts), "other_act_p95_ms": _ms(self.acts, 0.95),
            "opened_p50_ms": _ms(self.opened, 0.5), "opened_p95_ms": _ms(self.opened, 0.95),
            "wrong": self.wrong,
        }  # fmt: skip


class Line:
    """A kept connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, head: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        """Status, headers by their names in small letters, and the body."""
        if self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.reader is not None
        self.writer.write(head.encode() + body)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in answer[1:] if line)}
        status = int(answer[0].split()[1])
        content = b"" if status in (204, 304) else await self.reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection", "").lower() == "close":
            self.writer.close()
            self.writer = None
        return status, headers, content


class Person:
    """One person's browser."""

    def __init__(self, number: int, cookie: str, lines: asyncio.Queue[Line], found: Found, counts_from: float) -> None:
        self.number, self.cookie, self.lines, self.found = number, cookie, lines, found
        self.counts_from = counts_from
        self.polled = "/inbox/rows?view=mine&status=open"
        self.mark = ""
        self.done: set[str] = set()

    async def ask(
        self, method: str, path: str, fields: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str, float]:
        """Also gives the seconds that it took, waiting for a connection included."""
        body = urlencode(fields).encode() if fields is not None else b""
        more = {"Host": "127.0.0.1", "Cookie": f"helpdesk={self.cookie}", **(headers or {})}
        if fields is not None:
            more |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in more.items()) + "\r\n"
        began = time.perf_counter()
        line = await self.lines.get()
        try:
            status, told, content = await line.ask(head, body)
        finally:
            self.lines.put_nowait(line)
        if "set-cookie" in told:
            self.cookie = told["set-cookie"].partition("helpdesk=")[2].partition(";")[0]
        return status, told, content.decode("utf-8", "replace"), time.perf_counter() - began

    async def watches(self, until: float) -> None:
        """Asks for news again and again, as an open page does."""
        await asyncio.sleep(random.random() * ARRIVE)
        shown_since: float | None = None
        while time.perf_counter() < until:
            began = time.perf_counter()
            asked = self.polled
            known = {"If-None-Match": self.mark} if self.mark else {}
            status, told, _, took = await self.ask("GET", asked, headers={"X-Requested-With": "fetch"} | known)
            now = time.perf_counter()
            if status not in (200, 304):
                self.found.wrong[f"poll {status}"] = self.found.wrong.get(f"poll {status}", 0) + 1
            if asked == self.polled and now > self.counts_from:
                self.found.polls.append((took, status))
                if shown_since is not None:
                    self.found.ages.append(now - shown_since)
            if asked == self.polled:
                self.mark = told.get("etag", "")
            shown_since = began
            await asyncio.sleep(float(told.get("again-in", EVERY)))

    async def works(self, until: float) -> None:
        """Opens what is due next and deals with it, once a minute."""
        await asyncio.sleep(ARRIVE + random.random() * ACT_EVERY)
        while time.perf_counter() < until:
            began = time.perf_counter()
            await self._deals_with_one()
            await asyncio.sleep(max(0.0, ACT_EVERY - (time.perf_counter() - began)))

    async def _deals_with_one(self) -> None:
        view = "queue" if self.number % 5 == 0 else "mine"
        paths = re.findall(r"/conversations/\d+", (await self.ask("GET", f"/inbox?view={view}"))[2])
        path = next((each for each in paths if each not in self.done), None)
        if path is None:
            return
        self.done.add(path)
        _, _, page, took = await self.ask("GET", f"{path}?view={view}")
        self.found.opened.append(took)
        token = re.search(r'name="csrf-token" content="([^"]+)"', page)
        if token is None:
            return
        self.polled, self.mark = f"{path}/parts?view={view}", ""
        looks = {"X-Requested-With": "fetch", "X-CSRFToken": token[1]}
        await self.ask("POST", f"{path}/presence", {"writes": "no"}, looks)
        await asyncio.sleep(random.uniform(5, 15))
        await self._acts(path, page, token[1])

    async def _acts(self, path: str, page: str, token: str) -> None:
        what = random.choices(("answer", "take", "close"), (6, 2, 2))[0]
        if what == "answer" and "<textarea" in page:
            fields = hidden(page[page.index("<textarea") - 2_500 :]) | {
                "body": f"On its way, {uuid4().hex[:6]}.", "submit_key": str(uuid4()), "csrf_token": token,
            }  # fmt: skip
            status, _, _, took = await self.ask("POST", f"{path}/replies", fields)
            self.found.answers.append(took)
        elif what == "take":
            fields = {"csrf_token": token, "to": str(self.number)}
            status, _, _, took = await self.ask("POST", f"{path}/assignment", fields)
            self.found.acts.append(took)
        else:
            fields = {"csrf_token": token, "reason": "no_reply_needed"}
            status, _, _, took = await self.ask("POST", f"{path}/closure", fields)
            self.found.acts.append(took)
        if status not in (303, 409):
            self.found.wrong[f"{what} {status}"] = self.found.wrong.get(f"{what} {status}", 0) + 1


async def _bare(port: int, found: Found, until: float) -> None:
    line = Line(port)
    while time.perf_counter() < until:
        began = time.perf_counter()
        await line.ask("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        found.bare.append(time.perf_counter() - began)
        await asyncio.sleep(BARE_EVERY)


def _ms(taken: list[float], share: float) -> float:
    return round(percentile(taken, share) * 1000, 1)


def _cookies(url: str, people: int) -> list[str]:
    """Everybody is signed in, as by their link a moment ago."""
    database, now = Database(url), SystemClock().now()
    app = create_app(Config(), database, SystemClock(), secret_key=KEY)
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # of Flask's own kind
    assert signer is not None
    with database.writing() as connection:
        tokens = [begin(connection, number + 1, now) for number in range(people)]
    database.close()
    return [str(signer.dumps({"_user_id": token, "_fresh": True})) for token in tokens]


async def _play(asked: dict[str, Any], cookies: list[str]) -> Found:
    found = Found()
    pools: list[asyncio.Queue[Line]] = []
    for port, _ in asked["ports"]:
        lines: asyncio.Queue[Line] = asyncio.LifoQueue()
        for _ in range(CONNECTIONS):
            lines.put_nowait(Line(port))
        pools.append(lines)
    counts_from = time.perf_counter() + ARRIVE + EVERY
    people = [
        Person(number + 1, cookie, pools[number % len(pools)], found, counts_from)
        for number, cookie in enumerate(cookies)
    ]
    until = counts_from + asked["seconds"]
    working = random.sample(people, asked["working"])
    await asyncio.gather(
        *(person.watches(until) for person in people),
        *(person.works(until) for person in working),
        *(_bare(port, found, until) for _, port in asked["ports"]),
    )
    return found


def main() -> None:
    """Prints "ready", then one JSON object when the time is over."""
    asked = json.loads(sys.argv[1])
    cookies = _cookies(asked["url"], asked["people"])
    print("ready", flush=True)
    print(json.dumps(asyncio.run(_play(asked, cookies)).told(asked["seconds"])))


if __name__ == "__main__":
    main()
