"""The [enrolment] table: who may join the desk by themselves, and on what terms."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from helpdesk.config_section import Section
from helpdesk.language import N_
from helpdesk.language import gettext as _

RULES = N_("""Answer as yourself, for the company: everybody can read it, and it stays.
Never write names, addresses, order or card numbers in public: ask for a private message.
Be friendly, also to who is not. Say what you will do, and do it.
When you don't know, hand the conversation back instead of guessing.""")


class Enrolment(Section):
    """Without domains nobody enrols by themselves."""

    domains: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    approval: int | Literal["all", "none"] = 5
    daily_ceiling: int = Field(20, ge=1, le=10_000)
    rules: str = Field("", max_length=10_000)

    @property
    def house_rules(self) -> str:
        """The rules that people say they have read, a line each; ours are in their language."""
        return self.rules.strip() or _(RULES)

    @field_validator("domains")
    @classmethod
    def _bare(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        for each in domains:
            if "." not in each or any(letter.isspace() or letter in "@*/" for letter in each):
                raise ValueError(f"{each!r} is no domain; write what stands behind the @, such as example.org")
        return tuple(each.lower() for each in domains)

    @field_validator("approval")
    @classmethod
    def _so_many(cls, approval: int | str) -> int | str:
        if isinstance(approval, int) and not 1 <= approval <= 100:
            raise ValueError("say none, all, or how many answers: 1 to 100")
        return approval
