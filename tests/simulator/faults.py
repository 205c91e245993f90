"""What goes wrong with a network, when a test says so or by a seed. Each fault is written into the network's log."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Rule:
    """The next `count` requests of this method to a path that begins so meet `kind`."""

    kind: str
    method: str
    path: str
    count: int


@dataclass
class Faults:
    """Decides for each request what goes wrong with it. `share` of those without a rule meet one of `kinds`."""

    seed: int = 0
    share: float = 0.0
    kinds: Sequence[str] = ()
    rules: list[Rule] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - a fair die, no secret
        self._lock = threading.Lock()

    def next(self, kind: str, *, method: str = "GET", path: str = "/", count: int = 1) -> None:
        """The next `count` such requests go wrong."""
        self.rules.append(Rule(kind, method, path, count))

    def clear(self) -> None:
        """Fair weather from now on."""
        self.rules.clear()
        self.share = 0.0

    def of(self, method: str, path: str) -> str | None:
        """What goes wrong with this request; None when nothing does."""
        with self._lock:
            for rule in self.rules:
                if rule.count and rule.method == method and path.startswith(rule.path):
                    rule.count -= 1
                    return rule.kind
            if self.share and self._chance.random() < self.share:
                return self._chance.choice(list(self.kinds))
        return None
