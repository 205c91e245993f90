"""How we listen for an account, as managers set it: how often we ask, and for which words beside its name."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from helpdesk.desk.answerable import network_name
from helpdesk.desk.permission import permitted
from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.desk.standing import NOT_FOUND
from helpdesk.language import gettext as _
from helpdesk.language import in_digits
from helpdesk.networks.searching import SEARCHED
from helpdesk.records.accounts import Account, Listener
from helpdesk.records.database import claim
from helpdesk.records.events import record
from helpdesk.records.listening_words import ListeningWord
from helpdesk.records.staff import ADMIN, MANAGER

MAY_SET = (MANAGER, ADMIN)
SHORTEST, LONGEST = 2, 100  # characters of a listening word
MOST = 50  # of one account
INTERVALS = (1, 3_600)  # seconds between two polls


def listen_for(connection: Connection, account_id: int, words: str, *, acting: int | None, at: datetime) -> None:
    """Adds a listening word; one that was removed before goes on where it stood. Raises Refused.

    Where the network can't be searched, nobody who waits for what a word finds may add one; the settings may.
    """
    permitted(connection, acting, *MAY_SET)
    network = _network(connection, account_id)
    if acting is not None and network not in SEARCHED:
        raise Refused(
            _("%(network)s cannot be searched: nothing would be found.", network=network_name(network)),
            status=UNPROCESSABLE,
        )
    words = tidy(words)
    if not SHORTEST <= len(words) <= LONGEST or not any(map(str.isalnum, words)):
        raise Refused(
            _(
                "A listening word has %(shortest)s to %(longest)s characters, and letters.",
                shortest=SHORTEST,
                longest=LONGEST,
            ),
            status=UNPROCESSABLE,
        )
    own = (ListeningWord.account_id == account_id) & (ListeningWord.words == words)
    listened = select(func.count()).where(ListeningWord.account_id == account_id, ListeningWord.removed_at.is_(None))
    if connection.execute(listened).scalar_one() >= MOST:
        raise Refused(
            _("That would be more than %(most)s words; each is a search of its own.", most=MOST), status=UNPROCESSABLE
        )
    known = connection.execute(select(ListeningWord.removed_at).where(own)).one_or_none()
    if known is None:
        connection.execute(insert(ListeningWord).values(account_id=account_id, words=words, added_at=at))
    elif known.removed_at is None or not claim(connection, update(ListeningWord).where(own).values(removed_at=None)):
        return
    record(connection, "word_added", at, staff_id=acting, account=account_id, words=words)


def listen_no_more(connection: Connection, word_id: int, *, acting: int, at: datetime) -> None:
    """Ends the search for a listening word; what it found stays."""
    permitted(connection, acting, *MAY_SET)
    there = update(ListeningWord).where(ListeningWord.id == word_id, ListeningWord.removed_at.is_(None))
    if claim(connection, there.values(removed_at=at)):
        word = connection.execute(
            select(ListeningWord.account_id, ListeningWord.words).where(ListeningWord.id == word_id)
        ).one()
        record(connection, "word_removed", at, staff_id=acting, account=word.account_id, words=word.words)


def poll_every(connection: Connection, account_id: int, seconds: int | None, *, acting: int, at: datetime) -> None:
    """Trades delay for cost: asks this account's network every so many seconds; None for the setting. Audited."""
    permitted(connection, acting, *MAY_SET)
    _network(connection, account_id)
    least, most = INTERVALS
    if seconds is not None and not least <= seconds <= most:
        raise Refused(
            _("Choose %(least)s to %(most)s seconds.", least=least, most=in_digits(most)), status=UNPROCESSABLE
        )
    here = Listener.account_id == account_id
    before = connection.execute(select(Listener.poll_seconds).where(here)).scalar()
    if before != seconds and claim(connection, update(Listener).where(here).values(poll_seconds=seconds)):
        record(
            connection, "poll_interval_changed", at, staff_id=acting, account=account_id, before=before, seconds=seconds
        )  # fmt: skip


def tidy(words: str) -> str:
    """How a listening word is kept: composed, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", words).lower().split())


def _network(connection: Connection, account_id: int) -> str:
    network = connection.execute(select(Account.network).where(Account.id == account_id)).scalar()
    if network is None:
        raise Refused(_("There is no such account."), status=NOT_FOUND)
    return network
