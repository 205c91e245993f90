"""Reads a policy that somebody is still writing, and says everything that is wrong with it at once, with its lines.

What the tables say is checked here; keywords are checked where they are compiled (`triage.draft_check`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from helpdesk.config_mistakes import sentence
from helpdesk.config_policy import Tables, unknown_teams, unsound
from helpdesk.language import N_, in_digits
from helpdesk.language import gettext as _
from helpdesk.policy.calendar_text import calendar_of
from helpdesk.policy.calendars import Calendar
from helpdesk.policy.duty_text import duties_of, shifts_of
from helpdesk.policy.lines import Lines, Path
from helpdesk.policy.revisions import Policy
from helpdesk.policy.toml_mistakes import not_toml
from helpdesk.policy.topics import Topic
from helpdesk.policy.written import topic_of, with_calendars

LONGEST: Final = 200_000  # characters; two hundred topics of 25 keywords are half of it
MOST_TOLD: Final = 200  # mistakes
LISTS: Final = ("topics", "calendars", "teams", "shifts", "staff")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # PostgreSQL can't give back a text with a zero in it


REFERS: Final[dict[str | int, str]] = {"calendar": "calendars", "shift": "shifts", "topics": "topics"}


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing that is wrong, as a sentence; `line` counts from 1, and is 0 when it is about no line."""

    line: int
    sentence: str

    def __str__(self) -> str:
        if not self.line:
            return self.sentence
        return _("line %(line)s: %(sentence)s", line=self.line, sentence=self.sentence)


@dataclass
class Draft:
    """A text as far as it could be read. `policy` is there when nothing was wrong so far.

    `topics` are those that are sound in themselves, each with its place in the text.
    """

    text: str
    policy: Policy | None = None
    topics: list[tuple[int, Topic]] = field(default_factory=list)
    found: set[Mistake] = field(default_factory=set)
    lines: Lines | None = None
    inside: Path = ()  # ("policy",) for a whole config.toml

    @property
    def mistakes(self) -> list[Mistake]:
        """What is wrong, by line."""
        return sorted(self.found)[:MOST_TOLD]

    def wrong(self, path: Path, sentence: str) -> None:
        """Notes a mistake at a field. After it the draft can't be published."""
        self.policy = None
        self.found.add(Mistake((self.lines.of((*self.inside, *path)) if self.lines else None) or 0, sentence))


def read_draft(text: str, *, today: date, teams: Set[str], people: Set[str]) -> Draft:
    """Reads a policy as TOML, alone or under [policy] as in config.toml.

    `teams` are the keys of the desk's teams, `people` the addresses of all who have, or had, a seat.
    """
    draft = Draft(text)
    written = _tables(draft)
    if written is None:
        return draft
    tables, places = _readable(draft, written)
    calendars = _calendars(draft, tables, places["calendars"], today)
    shifts, wrong_shifts = shifts_of(tables, today=today)
    duties, wrong_duties = duties_of(tables, people=people)
    for path, told in (*wrong_shifts, *wrong_duties):
        draft.wrong(_written_at(path, places), told)
    _compare(draft, tables, places, written, teams)
    draft.topics = [(places["topics"][n], topic_of(topic)) for n, topic in enumerate(tables.topics)]
    if not draft.found:
        draft.policy = with_calendars(tables, calendars, shifts, duties)
    return draft


def _tables(draft: Draft) -> dict[str, Any] | None:
    if len(draft.text) > LONGEST:
        count, longest = in_digits(len(draft.text)), in_digits(LONGEST)
        draft.wrong((), _("It has %(count)s characters; %(longest)s are the most.", count=count, longest=longest))
        return None
    try:
        written = tomllib.loads(draft.text)
    except RecursionError:
        draft.wrong((), _("It is not valid TOML: brackets stand too deep inside each other."))
        return None
    except ValueError as error:  # TOMLDecodeError is one; so is a number of thousands of digits
        draft.found.add(Mistake(*not_toml(error)))
        return None
    draft.lines = Lines(draft.text)
    if isinstance(written.get("policy"), dict):
        draft.inside = ("policy",)
        written = written["policy"]
    for path, text in _strings(written):
        if _CONTROL.search(text):
            told = _("%(place)s: a text here has a control character, such as a line's end.", place=path[0])
            draft.wrong(path, told)
            return None
    return written


def _strings(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every string in the tables, keys too, and where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _strings(each, (*path, place))
    elif isinstance(value, dict):
        for name, each in value.items():
            yield (*path, name), name
            yield from _strings(each, (*path, name))


def _readable(draft: Draft, written: dict[str, Any]) -> tuple[Tables, dict[str, list[int]]]:
    """The tables without those that can't be read, and where those of each list stood."""
    lists = {name: written.get(name, []) for name in LISTS}
    places = {name: list(range(len(each))) if isinstance(each, list) else [] for name, each in lists.items()}
    try:
        return Tables.model_validate(written), places
    except ValidationError as error:
        details: list[dict[str, Any]] = [dict(detail) for detail in error.errors(include_url=False)]
    for detail in details:
        draft.wrong(detail["loc"], sentence(detail, Tables))
    bad = {detail["loc"][:2] for detail in details}
    whole = {path[0] for path in bad if path[0] not in places or len(path) < 2}
    kept = {name: value for name, value in written.items() if name not in whole}
    for name in places:
        places[name] = [] if name in whole else [n for n in places[name] if (name, n) not in bad]
        if name in kept:
            kept[name] = [kept[name][n] for n in places[name]]
    return Tables.model_validate(kept), places


def _calendars(draft: Draft, tables: Tables, places: list[int], today: date) -> list[Calendar]:
    calendars = []
    for place, written in zip(places, tables.calendars, strict=True):
        calendar, mistakes = calendar_of(**written.model_dump(), today=today)
        calendars.append(calendar)
        for mistake in mistakes:
            draft.wrong(("calendars", place), mistake)
    return calendars


def _compare(
    draft: Draft, tables: Tables, places: dict[str, list[int]], written: dict[str, Any], teams: Set[str]
) -> None:
    """What is wrong between the tables. What can't be told while some could not be read is passed over."""
    lists = {name: written.get(name, []) for name in places}
    unread = {
        name for name, kept in places.items() if not isinstance(lists[name], list) or len(kept) < len(lists[name])
    }
    for path, told in unsound(tables):
        if (path == ("topics",) and "topics" in unread) or REFERS.get(path[-1]) in unread:
            continue
        draft.wrong(_written_at(path, places), told)
    _compare_teams(draft, tables, places, teams)
    if not tables.topics and "topics" not in unread:
        draft.wrong(("topics",), _("There are no topics; at least the one that takes everything is needed."))


def _compare_teams(draft: Draft, tables: Tables, places: dict[str, list[int]], teams: Set[str]) -> None:
    known = ", ".join(sorted(teams)[:20]) or _("none")
    not_there = N_("topic %(topic)s names the team %(team)s, which the desk doesn't have; it has %(known)s.")
    for path, named in unknown_teams(tables, teams):
        draft.wrong(_written_at(path, places), _(not_there, known=known, **named))
    for place, team in zip(places["teams"], tables.teams, strict=True):
        if team.key not in teams:
            told = _("the desk has no team %(team)s; it has %(known)s.", team=repr(team.key), known=known)
            draft.wrong(("teams", place, "key"), told)


def _written_at(path: Path, places: dict[str, list[int]]) -> Path:
    """The path in the text of a path among the tables that could be read."""
    match path:
        case (str(section), int(place), *rest):
            return (section, places[section][place], *rest)
    return path
