"""2,500 people have the inbox open, of whom 250 work, while 50 mentions a second come in: how old does a page get?

On the same cores: this process takes in and sorts; one or more serve the desk's pages, as `helpdesk web` does; one
plays the browsers, over kept connections as a proxy would (see `crowd`). A page's age is the time from the moment
it was asked for to the moment the next state is there: what it showed just before. The limit is a 304 of a bare Flask
application in the same server, asked for in the same minutes.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from flask import Flask, Response

from bench.crowd import ARRIVE, EVERY
from bench.desks import fresh, staffed
from bench.firehose import FIRST, shipped_sorter
from bench.generated import Writer
from bench.result import Result, percentile
from bench.signed_in import pages
from helpdesk.clock import SystemClock
from helpdesk.commands.serving import InBackground, bind
from helpdesk.config import Intake, Server
from helpdesk.intake.files import import_lines
from helpdesk.records.database import Database

START = 20_000  # mentions that are there before: 2,000 for each team
SCAN_SECONDS = 1.0  # of the worker


def run(
    database_url: str | None, *, people: int = 2_500, working: int = 250, pace: int = 50, seconds: int = 120,
    processes: int = 2,
) -> Result:  # fmt: skip
    """Value: the oldest that a page got, in seconds; limit: what it is asked to be at most."""
    writer, clock = Writer(FIRST), SystemClock()
    with fresh(database_url) as database:
        staffed(database, writer.topics(), FIRST, people=people)
        sorter = shipped_sorter(database)
        _in_and_sorted(database, clock, sorter, writer.lines(START))
        lines = writer.lines(pace * (seconds + round(ARRIVE + EVERY)))
        url = database.url.render_as_string(hide_password=False)
        context = multiprocessing.get_context("spawn")
        ports: Any = context.Queue()
        servers = [context.Process(target=serve, args=(url, ports), daemon=True) for _ in range(processes)]
        for server in servers:
            server.start()
        addresses = [ports.get(timeout=60) for _ in servers]
        asked = {"url": url, "ports": addresses, "people": people, "working": working, "seconds": seconds}
        crowd = subprocess.Popen(
            [sys.executable, "-m", "bench.crowd", json.dumps(asked)], stdout=subprocess.PIPE, text=True
        )
        assert crowd.stdout is not None
        assert crowd.stdout.readline().strip() == "ready"
        began, before = time.perf_counter(), _cpu_seconds(servers)
        lags = _keep_coming(database, clock, sorter, lines, pace)
        took, cpu = time.perf_counter() - began, _cpu_seconds(servers) - before  # the last answers may take long
        found: dict[str, Any] = json.loads(crowd.communicate(timeout=120)[0].strip().splitlines()[-1])
        for server in servers:
            server.terminate()
    details = {
        "web_processes": processes, "web_cores": round(cpu / took, 2),
        "web_cpu_ms_per_poll_with_all_else": round(1000 * cpu / took / max(1, found["polls_per_second"]), 2),
        "sorted_after_p95_seconds": round(percentile(lags, 0.95), 2), **found,
    }  # fmt: skip
    return Result("agents", found["oldest_page_seconds"], "s", 6.0, details)


def _cpu_seconds(processes: list[Any]) -> float:
    """What these have used of the cores, as Linux counts it."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # in user and in system mode
    return ticks / os.sysconf("SC_CLK_TCK")


def serve(url: str, ports: Any) -> None:
    """The desk's pages as they are served, and beside them in the same process an application that knows only 304."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is what is being measured
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: Response(status=304), endpoint="nothing_new")
    settings = Server()
    servers = [
        bind(pages(Database(url)), settings.host, 0, settings.threads),
        bind(bare, settings.host, 0, 1),
    ]
    running = [InBackground(server, f"pages {place}") for place, server in enumerate(servers)]
    ports.put([server.effective_port for server in servers])
    running[0]._thread.join()


def _in_and_sorted(database: Database, clock: SystemClock, sorter: Any, lines: list[bytes]) -> None:
    import_lines(database, clock, lines, batch=Intake().batch)
    while sorter.sort_batch():
        pass


def _keep_coming(database: Database, clock: SystemClock, sorter: Any, lines: list[bytes], pace: int) -> list[float]:
    """Takes in what has come, every second as the worker does; gives how long each mention waited to be sorted."""
    started, done, lags = time.perf_counter(), 0, []
    while done < len(lines):
        time.sleep(SCAN_SECONDS)  # noqa: TID251 - the pace is real time
        due = min(len(lines), int((time.perf_counter() - started) * pace))
        _in_and_sorted(database, clock, sorter, lines[done:due])
        now = time.perf_counter() - started
        lags += [now - number / pace for number in range(done, due)]
        done = due
    return lags
