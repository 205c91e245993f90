"""Makes a new desk usable: the configured teams, topics and accounts, and sample staff to sign in as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from helpdesk.config import Account as AccountSettings
from helpdesk.config import Config
from helpdesk.config_mistakes import ConfigMistakes
from helpdesk.desk.listening import listen_for, tidy
from helpdesk.desk.staffing import add, sign_in_link
from helpdesk.networks.connect import ONLY_LISTENED_TO, USUAL_ADDRESS
from helpdesk.policy.revisions import Policy, newest_number, publish
from helpdesk.policy.written import PolicyMistakes, policy_of
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.database import Database
from helpdesk.records.listening_words import ListeningWord
from helpdesk.records.sign_ins import SignInLink
from helpdesk.records.staff import ADMIN, AGENT, MANAGER, Staff, Team
from helpdesk.records.turns import take_turn
from helpdesk.triage.keywords import compile_topics

SAMPLE_STAFF = (  # name, initials, role, and how many of the teams they are in
    ("Ada", "AL", AGENT),
    ("Ben", "BK", AGENT),
    ("Mona", "MR", MANAGER),
    ("Olga", "OP", ADMIN),
)


@dataclass(frozen=True)
class Guest:
    """Somebody who may sign in with a link that works once."""

    name: str
    role: str
    token: str


def prepare(database: Database, config: Config, *, practice_url: str | None, now: datetime) -> None:
    """Adds what the configuration names and the database lacks; on an empty desk also the sample staff.

    The policy is seeded once, as revision 1: after that managers change it, not config.toml.
    Raises ConfigMistakes for a keyword that can't be looked for, and for a calendar that can't be kept.
    """
    with database.writing() as connection:
        take_turn(connection, "first start")
        _teams(connection, config)
        if newest_number(connection) == 0 and config.policy.topics:
            publish(connection, _policy(config, now.date()), at=now, staff_id=None)
        for account in config.accounts:
            _account(connection, account, account.base_url or USUAL_ADDRESS.get(account.network, practice_url), now)
        anybody = connection.execute(select(func.count()).select_from(Staff)).scalar_one()
        if config.desk.samples and not anybody:
            _sample_staff(connection, config, now)


def guests(database: Database, now: datetime) -> list[Guest]:
    """A sign-in link for everybody, as long as nobody was ever given one; none after that."""
    with database.writing() as connection:
        if connection.execute(select(func.count()).select_from(SignInLink)).scalar_one():
            return []
        people = connection.execute(select(Staff.id, Staff.name, Staff.role).where(Staff.active).order_by(Staff.id))
        return [Guest(row.name, row.role, sign_in_link(connection, row.id, now)) for row in people.all()]


def _policy(config: Config, today: date) -> Policy:
    try:
        policy = policy_of(config.policy, today=today)
        compile_topics(policy.topics)
    except PolicyMistakes as wrong:
        raise ConfigMistakes([f"policy: {mistake}" for mistake in wrong.mistakes]) from None
    except ValueError as reason:
        raise ConfigMistakes([f"policy: {reason}."]) from None
    return policy


def _teams(connection: Connection, config: Config) -> None:
    known = set(connection.execute(select(Team.key)).scalars())
    for team in config.policy.teams:
        if team.key not in known:
            connection.execute(insert(Team).values(key=team.key, name=team.name))


def _account(connection: Connection, account: AccountSettings, base_url: str | None, now: datetime) -> None:
    same = (Account.handle == account.handle) & (Account.network == account.network)
    settings = {"purpose": account.purpose, "base_url": base_url, "secret": account.secret or None, "removed_at": None}
    if connection.execute(update(Account).where(same).values(**settings)).rowcount:
        _words(connection, connection.execute(select(Account.id).where(same)).scalar_one(), account.words, now)
        return
    made = connection.execute(
        insert(Account).values(
            network=account.network,
            handle=account.handle,
            created_at=now,
            listen_only=account.network in ONLY_LISTENED_TO,
            **settings,
        )
    ).inserted_primary_key
    assert made is not None  # noqa: S101 - an insert of one row gives its key
    connection.execute(insert(Listener).values(account_id=made[0]))
    _words(connection, made[0], account.words, now)


def _words(connection: Connection, account_id: int, words: tuple[str, ...], now: datetime) -> None:
    """Adds the configured listening words that were never there: one that a manager ended stays ended."""
    known = set(connection.execute(select(ListeningWord.words).where(ListeningWord.account_id == account_id)).scalars())
    for each in words:
        if tidy(each) not in known:
            listen_for(connection, account_id, each, acting=None, at=now)


def _sample_staff(connection: Connection, config: Config, now: datetime) -> None:
    teams = [team.key for team in config.policy.teams]
    for name, initials, role in SAMPLE_STAFF:
        in_teams = {"Ada": teams[:1], "Ben": teams}.get(name, [])
        add(
            connection, name=name, email=f"{name.lower()}@desk.example", initials=initials, role=role, teams=in_teams,
            now=now,
        )  # fmt: skip
