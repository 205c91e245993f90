"""One verb for many conversations: each for itself, so that one refusal holds up none of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.language import N_, in_digits
from helpdesk.language import gettext as _
from helpdesk.records.conversations import ChangedMeanwhile
from helpdesk.records.events import record

MOST = 500  # in one go: the whole desk waits while they are written
CHANGED = N_("Somebody changed it at the same moment.")


class Done(NamedTuple):
    """What came of it: how many were changed, the event that takes all of them back, and how often each refusal."""

    changed: int
    event: int | None
    refusals: dict[str, int]


def to_each(
    connection: Connection, numbers: Sequence[int], verb: Callable[[Connection, int], int | None], *, acting: int,
    at: datetime, with_them: Sequence[int] = (),
) -> Done:  # fmt: skip
    """Does `verb` to every conversation in `numbers`. Raises Refused (422) for none, or more than `MOST`.

    with_them: events that are taken back together with what was done to the conversations.
    """
    if not numbers:
        raise Refused(_("Mark some conversations first."), status=UNPROCESSABLE)
    if len(numbers) > MOST:
        raise Refused(
            _(
                "Up to %(most)s at a time; %(count)s are marked. Nothing was changed.",
                most=MOST,
                count=in_digits(len(numbers)),
            ),
            status=UNPROCESSABLE,
        )
    events: list[int] = []
    refusals: Counter[str] = Counter()
    for number in sorted(set(numbers)):  # in one order for all: two people's rows never wait for each other
        try:
            with connection.begin_nested():
                event = verb(connection, number)
        except Refused as refused:
            refusals[refused.sentence] += 1
        except ChangedMeanwhile:
            refusals[_(CHANGED)] += 1
        else:
            events += [event] if event is not None else []
    whole = record(connection, "done_to_many", at, staff_id=acting, events=[*with_them, *events]) if events else None
    return Done(len(events), whole, dict(refusals))
