"""A shell with a desk of its own: runs commands in this process, or as real processes where that is the point."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner, Result

from helpdesk.cli import group
from helpdesk.records.database import Database

ROOT = Path(__file__).parents[2]
HELPDESK = str(Path(sys.executable).parent / "helpdesk")
STOP_WITHIN = 30  # seconds; what a service manager gives a program to end


class Ran(NamedTuple):
    """How a process ended."""

    status: int
    out: str
    err: str


@dataclass
class Serving:
    """A `helpdesk serve` that goes on, and what it said at its start."""

    process: subprocess.Popen[str]
    said: str
    errors: Path

    @property
    def url(self) -> str:
        """Where its pages are."""
        return self.said.split("The desk:")[1].split()[0]

    def answers(self) -> bool:
        """Whether its pages can be had."""
        with urllib.request.urlopen(f"{self.url}/healthz", timeout=10) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)

    def stop(self, with_signal: signal.Signals) -> int:
        """Its exit status after this signal."""
        self.process.send_signal(with_signal)
        return self.process.wait(timeout=STOP_WITHIN)

    def until(self, come_true: Callable[[], bool], seconds: float) -> None:
        """Waits for something that the running desk brings about; fails at once when the desk ends."""
        for _ in range(int(seconds * 2)):
            if come_true():
                return
            try:
                status = self.process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"the desk ended with {status}: {self.errors.read_text()}")
        raise AssertionError(f"not within {seconds} seconds; its log: {self.errors.read_text()}")


@dataclass
class Shell:
    """A desk's data folder, its configuration and perhaps its database elsewhere."""

    folder: Path
    database_url: str | None = None
    config: Path = ROOT / "config.toml"
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        settings = {
            "HELPDESK_DESK__DATA": str(self.data),
            "HELPDESK_SANDBOX__PORT": "0",
            "HELPDESK_DESK__UNDO_SECONDS": "0",
        }
        return settings | self.variables

    def run(self, *words: str, given: str | bytes | None = None) -> Result:
        """A command, in this process."""
        return CliRunner().invoke(group, self._full(words), input=given, env=self.environment)

    def process(self, *words: str) -> Ran:
        """A command, as a process of its own."""
        ended = subprocess.run(
            [HELPDESK, *self._full(words)], capture_output=True, text=True, env=os.environ | self.environment,
            cwd=self.folder, timeout=120,
        )  # fmt: skip
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    @contextmanager
    def serving(self, *words: str) -> Iterator[Serving]:
        """`helpdesk serve` on free ports, until the block ends."""
        errors = self.folder / "serve.err"
        with errors.open("a") as log:
            process = subprocess.Popen(
                [HELPDESK, *self._full(("serve", "--port", "0", *words))], stdout=subprocess.PIPE, stderr=log,
                text=True, env=os.environ | self.environment, cwd=self.folder,
            )  # fmt: skip
        try:
            yield Serving(process, _start(process, errors), errors)
        finally:
            if process.poll() is None:
                process.kill()  # the test has failed already: nothing may stay behind
                process.wait()
            assert process.stdout is not None
            process.stdout.close()

    def database(self) -> Database:
        """The desk's records, to look into."""
        return Database(self.database_url or f"sqlite:///{self.data / 'helpdesk.db'}")

    def _full(self, words: tuple[str, ...]) -> list[str]:
        elsewhere = ["--database", self.database_url] if self.database_url else []
        return [*words, "--config", str(self.config), *elsewhere]


def _start(process: subprocess.Popen[str], errors: Path) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Stop with" in line:
            return said
    raise AssertionError(f"serve ended with {process.wait()}: {errors.read_text()}")
