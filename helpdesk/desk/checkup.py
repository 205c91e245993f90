"""What `helpdesk doctor` finds in the records: is there a policy, does somebody work, do the numbers agree?

Each finding is one sentence that says what is wrong and what to do. The functions without a connection are pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, func, select

from helpdesk.desk.health import Silence, health, silence
from helpdesk.desk.listeners import Listening
from helpdesk.policy.holidays_end import running_out
from helpdesk.policy.revisions import NoPolicy, in_force
from helpdesk.records.conversations import OPEN, Conversation
from helpdesk.records.events import Event
from helpdesk.records.replies import QUEUED, UNKNOWN, Reply
from helpdesk.records.staff import MAY_ANSWER, Staff, Team, TeamMember
from helpdesk.sla.duty import on_duty

Verdict = Literal["ok", "warn", "wrong"]

PASSING = timedelta(minutes=5)  # a network that fails for less is often well again by itself
OVERDUE = timedelta(minutes=5)  # an answer that waits longer than this to be posted
CLOCKS_DIFFER = timedelta(minutes=1)
TOKEN_ENDS = timedelta(days=7)  # time for a person to connect an account anew


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: how it is, of what, and what to do about it."""

    verdict: Verdict
    about: str
    sentence: str


def findings(connection: Connection, now: datetime, *, every: float, poll_every: float) -> Iterator[Finding]:
    """Everything the records can tell. `every` and `poll_every` are the worker's own seconds between two rounds."""
    yield from policy_and_teams(connection, now)
    yield people(*_on_duty(connection, now))
    yield working(silence(connection, now, every), now)
    listeners = health(connection, now, now, every=every, poll_every=poll_every).accounts
    for each in listeners:
        yield listening(each, now)
    if not listeners:
        yield Finding("warn", "accounts", "The desk listens for no account; run helpdesk account add.")
    yield from outbox(connection, now)
    yield from held(*_holding(connection))
    yield time_of_day(connection.execute(select(func.max(Event.at))).scalar(), now)


def policy_and_teams(connection: Connection, now: datetime) -> Iterator[Finding]:
    """Whether posts can be sorted, into teams that somebody is in, by calendars that know their holidays."""
    try:
        policy = in_force(connection)
    except NoPolicy:
        yield Finding(
            "wrong", "policy", "None is published, so nothing is sorted; add [[policy.topics]] and start the desk."
        )
        return
    yield Finding("ok", "policy", f"Revision {policy.revision} is in force, with {len(policy.topics)} topics.")
    yield from (Finding("warn", "holidays", sentence) for sentence in running_out(policy.calendars, now.date()))
    members = dict(
        connection.execute(
            select(Team.key, func.count(Staff.id))
            .outerjoin(TeamMember, TeamMember.team_id == Team.id)
            .outerjoin(
                Staff, (Staff.id == TeamMember.staff_id) & Staff.active & Staff.role.in_(MAY_ANSWER)
            )
            .group_by(Team.key)
        ).all()
    )  # fmt: skip
    yield from teams({topic.team for topic in policy.topics}, members)


def teams(wanted: set[str], members: Mapping[str, int]) -> Iterator[Finding]:
    """Whether each team of the policy exists and has somebody who can answer; `members` counts those by team."""
    for key in sorted(wanted):
        if key not in members:
            yield Finding(
                "wrong", f"team {key}", "The policy names it, but it is not there; add it to [[policy.teams]]."
            )
        elif not members[key]:
            yield Finding(
                "warn", f"team {key}", f"Nobody can answer for it; helpdesk staff add EMAIL --name NAME --team {key}"
            )
        else:
            yield Finding("ok", f"team {key}", f"{members[key]} can answer for it.")


def people(can_answer: int, on_duty: int) -> Finding:
    """Whether somebody can answer customers at all, and now."""
    if not can_answer:
        return Finding("wrong", "staff", "Nobody can answer; helpdesk staff add EMAIL --name NAME")
    if not on_duty:
        return Finding("warn", "staff", "Nobody is on duty: posts wait in their team's queue until somebody is.")
    return Finding("ok", "staff", f"{can_answer} can answer, {on_duty} of them on duty.")


def working(silent: Silence | None, now: datetime) -> Finding:
    """Whether the worker does its rounds."""
    if silent is None:
        return Finding("ok", "worker", "It works.")
    since = "never yet" if silent.since is None else f"last {_ago(silent.since, now)} ago"
    if silent.jobs:
        return Finding("wrong", "worker", f"{', '.join(silent.jobs)}: {since}. See its log, then start it anew.")
    return Finding("wrong", "worker", f"Nobody works ({since}): start ./run serve or helpdesk work.")


def listening(account: Listening, now: datetime) -> Finding:
    """How listening for one account goes."""
    about = f"account {account.handle} ({account.network})"
    if account.failing_since is not None:
        verdict: Verdict = "wrong" if now - account.failing_since > PASSING else "warn"
        return Finding(verdict, about, f"Failing for {_ago(account.failing_since, now)}: {account.problem}")
    if not account.adds_up:
        return Finding(
            "wrong", about, f"{account.fetched} posts fetched, but {account.queued} queued, {account.set_aside} set "
            f"aside and {account.seen_before} seen before: please report this with a backup.",
        )  # fmt: skip
    if account.token_expires_at is not None and account.token_expires_at - now < TOKEN_ENDS:
        left = "has ended" if account.token_expires_at <= now else f"ends in {_ago(now, account.token_expires_at)}"
        return Finding("warn", about, f"Its token {left}; connect it anew with helpdesk account add.")
    if account.listen_only:
        return Finding("ok", about, "It takes posts from files only.")
    if account.polled_at is None:
        return Finding("warn", about, "Never asked for posts yet.")
    asked = f"Asked {_ago(account.polled_at, now)} ago; {account.queued} posts so far."
    return Finding("warn" if account.still else "ok", about, asked)


def outbox(connection: Connection, now: datetime) -> Iterator[Finding]:
    """Whether answers go out, and whether it is known of all of them that they did."""
    doubtful = connection.execute(select(func.count()).where(Reply.state == UNKNOWN)).scalar_one()
    oldest = connection.execute(select(func.min(Reply.accepted_at)).where(Reply.state == QUEUED)).scalar()
    late = oldest is not None and now - oldest > OVERDUE
    if doubtful:
        yield Finding(
            "warn", "answers", f"{doubtful} not confirmed: look on the network, then settle them on their pages."
        )
    if late and oldest is not None:
        yield Finding("warn", "answers", f"One waits to be posted for {_ago(oldest, now)}: see why on its page.")
    if not doubtful and not late:
        yield Finding("ok", "answers", "None is in doubt, none waits too long.")


def held(noted: Mapping[str, int], counted: Mapping[str, int]) -> Iterator[Finding]:
    """Whether what each person is said to hold is what they hold; routing goes by the first."""
    different = {name: number for name, number in noted.items() if number != counted.get(name, 0)}
    for name, number in sorted(different.items()):
        yield Finding(
            "wrong", f"holding of {name}",
            f"{number} open conversations noted, {counted.get(name, 0)} found: please report this with a backup.",
        )  # fmt: skip
    if not different:
        yield Finding("ok", "holding", "What everybody holds agrees with a recount.")


def time_of_day(newest: datetime | None, now: datetime) -> Finding:
    """Whether this machine's clock can be right: nothing has happened after now."""
    if newest is not None and newest - now > CLOCKS_DIFFER:
        return Finding(
            "wrong", "clock", f"The newest event is {_ago(now, newest)} ahead of this machine's clock; set the clock."
        )
    return Finding("ok", "clock", f"It is {now:%Y-%m-%d %H:%M} UTC here, and nothing happened later.")


def _on_duty(connection: Connection, now: datetime) -> tuple[int, int]:
    can_answer = select(func.count()).select_from(Staff).where(Staff.active, Staff.role.in_(MAY_ANSWER))
    return connection.execute(can_answer).scalar_one(), len(on_duty(connection, now))


def _holding(connection: Connection) -> tuple[dict[str, int], dict[str, int]]:
    noted = dict(connection.execute(select(Staff.email, Staff.holding)).all())
    counted = dict(
        connection.execute(
            select(Staff.email, func.count())
            .join(Conversation, Conversation.staff_id == Staff.id)
            .where(Conversation.status == OPEN)
            .group_by(Staff.email)
        ).all()
    )  # fmt: skip
    return noted, counted


def _ago(then: datetime, now: datetime) -> str:
    seconds = max((now - then).total_seconds(), 0.0)
    for size, word in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {word}"
    return f"{seconds:.0f} seconds"
