"""What a benchmark found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Result:
    """`value` and `limit` are in `unit`; `limit` is what the machine could do at best, measured in the same run."""

    name: str
    value: float
    unit: str
    limit: float
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How much of the limit was reached."""
        return self.value / self.limit if self.limit else 0.0

    def as_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self) | {"ratio": round(self.ratio, 4)})


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; 0 for no values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
