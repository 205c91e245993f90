"""`python -m bench.readers URL SECONDS`: serves the pages in a process, and plays agents who read and answer."""

from __future__ import annotations

import json
import logging
import multiprocessing
import random
import re
import sys
import threading
import time
from typing import Any
from uuid import uuid4

import waitress.server

from bench.browser import Browser
from bench.result import percentile
from bench.signed_in import hidden, link, pages
from helpdesk.records.database import Database

VIEWS = 50  # inbox pages a second
ANSWERS = 2  # a second, each with the two pages that lead to it
READERS = 8
ANSWERERS = 4  # so many that none answers everything on their first page


def serve(url: str, port: Any) -> None:
    """The desk's own pages in a process of their own."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is what is being measured
    server = waitress.server.create_server(pages(Database(url)), host="127.0.0.1", port=0, threads=8)
    port.put(server.effective_port)
    server.run()


def main() -> None:
    """Prints "ready", then one JSON object when the time is over."""
    url, seconds = sys.argv[1], float(sys.argv[2])
    context = multiprocessing.get_context("spawn")
    port: Any = context.Queue()
    server = context.Process(target=serve, args=(url, port), daemon=True)
    server.start()
    address = f"http://127.0.0.1:{port.get(timeout=60)}"
    database = Database(url)
    agents = [_signed_in(address, link(database, number + 1)) for number in range(READERS + ANSWERERS)]
    database.close()
    print("ready", flush=True)
    read: list[float] = []
    answered: list[float] = []
    end = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_repeat, args=(_read, agent, read, READERS / VIEWS, end)) for agent in agents[:READERS]
    ]
    threads += [
        threading.Thread(target=_repeat, args=(_answer, agent, answered, ANSWERERS / ANSWERS, end))
        for agent in agents[READERS:]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    server.terminate()
    print(json.dumps(_found(read, answered, seconds)))


def _found(read: list[float], answered: list[float], seconds: float) -> dict[str, float]:
    return {
        "inbox_pages_per_second": round(len(read) / seconds, 1),
        "inbox_p50_ms": round(percentile(read, 0.5), 1),
        "inbox_p95_ms": round(percentile(read, 0.95), 1),
        "answers_per_second": round(len(answered) / seconds, 1),
        "answer_p50_ms": round(percentile(answered, 0.5), 1),
        "answer_p95_ms": round(percentile(answered, 0.95), 1),
    }


def _signed_in(address: str, path: str) -> Browser:
    browser = Browser(address)
    assert browser.post(path, hidden(browser.get(path).text)).status == 302
    return browser


def _repeat(step: Any, agent: Browser, taken: list[float], every: float, end: float) -> None:
    following = time.perf_counter() + random.random() * every  # people do not click in step
    while following < end:
        time.sleep(max(0.0, following - time.perf_counter()))  # noqa: TID251 - the pace is real time
        step(agent, taken)
        following = max(following + every, time.perf_counter() - every)


def _read(agent: Browser, taken: list[float]) -> None:
    started = time.perf_counter()
    answer = agent.get("/inbox?view=mine")
    taken.append((time.perf_counter() - started) * 1000)
    assert answer.status == 200


def _answer(agent: Browser, taken: list[float]) -> None:
    """Opens one of the conversations that are due next and answers it; only the sending is timed.

    Nobody posts here, so an answered one stays on the list: each is answered once.
    """
    paths = re.findall(r"/conversations/\d+", agent.get("/inbox?view=mine").text)
    path = next((path for path in paths if path not in agent.answered), None)
    if path is None:
        return
    agent.answered.add(path)
    page = agent.get(path).text
    fields = hidden(page[page.index("<textarea") - 2_000 :]) | {"body": "On its way.", "submit_key": str(uuid4())}
    started = time.perf_counter()
    answer = agent.post(f"{path}/replies", fields)
    taken.append((time.perf_counter() - started) * 1000)
    assert answer.status in (303, 409), answer.status


if __name__ == "__main__":
    main()
