"""Whom a clock alarms, and when: before it runs out, when it does, and on after that. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tell = Literal["colleague", "lead", "manager"]


@dataclass(frozen=True, slots=True)
class ChainStep:
    """`after_minutes` of open time after a breach somebody else is told, and may get the conversation."""

    after_minutes: int
    tell: Tell
    reassign: bool = False


@dataclass(frozen=True, slots=True)
class Alarms:
    """Warnings at per cents of a target go to the owner, as does the breach; then the chain."""

    warn_at: tuple[int, ...] = (50, 80)
    chain: tuple[ChainStep, ...] = (ChainStep(5, "colleague"), ChainStep(15, "lead"), ChainStep(30, "manager"))
