"""Mails their link to people who asked to join. The token is made when it leaves and is kept as a hash alone.

Claimed and committed, then sent: a mail of which nobody knows whether it arrived is followed by one with a new link,
and the one before stops working.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select, update

from helpdesk.alarms.messenger import ABANDONED, TRIES, NotTaken, Way
from helpdesk.clock import Clock
from helpdesk.language import ENGLISH, speaking
from helpdesk.language import gettext as _
from helpdesk.records.database import Database, claim
from helpdesk.records.enrolments import ASKED, ENDED, GOOD_FOR, INVITED, INVITING, Enrolment
from helpdesk.records.sign_ins import hashed


@dataclass(frozen=True)
class Inviting:
    """Everything a step needs. `address` is where people open the desk; `way_of_mail` gives the way of mails."""

    database: Database
    clock: Clock
    desk: str
    address: str
    way_of_mail: Callable[[], Way]

    def step(self) -> bool:
        """Sends the next invitation that is due; true when there was one."""
        now = self.clock.now()
        abandoned = (Enrolment.state == INVITING) & (Enrolment.not_before <= now - ABANDONED)
        due = or_((Enrolment.state == ASKED) & (Enrolment.not_before <= now), abandoned)
        with self.database.writing() as connection:
            asked = connection.execute(
                select(Enrolment).where(due).order_by(Enrolment.not_before, Enrolment.id).limit(1)
            ).first()
            if asked is None:
                return False
            token, tries = secrets.token_urlsafe(32), asked.tries + 1
            as_seen = update(Enrolment).where(Enrolment.id == asked.id, Enrolment.tries == asked.tries, due)
            link = {"token_hash": hashed(token), "expires_at": now + GOOD_FOR}
            if not claim(connection, as_seen.values(state=INVITING, tries=tries, not_before=now, **link)):
                return True
        with speaking(asked.language or ENGLISH):
            mail = self._mail(asked.name, token)
        try:
            self.way_of_mail()(asked.id, asked.email, mail, now)
        except NotTaken:
            again = now + timedelta(seconds=30 * 4 ** (tries - 1))
            self._settle(asked.id, tries, state=ENDED if tries >= TRIES else ASKED, not_before=again)
        else:
            self._settle(asked.id, tries, state=INVITED)
        return True

    def _settle(self, number: int, tries: int, **values: object) -> None:
        mine = (Enrolment.id == number, Enrolment.tries == tries, Enrolment.state == INVITING)
        with self.database.writing() as connection:
            connection.execute(update(Enrolment).where(*mine).values(**values))

    def _mail(self, name: str, token: str) -> dict[str, str]:
        lines = (
            _("Hello %(name)s,", name=name), "",
            _("with this link you join the desk on which %(desk)s answers its customers:", desk=self.desk), "",
            f"{self.address.rstrip('/')}/join/{token}", "",
            _("It works once, within 24 hours. If you didn't ask for it, do nothing: nobody can join with your address "
              "without this mail."),
        )  # fmt: skip
        subject = _("Join the desk of %(name)s", name=self.desk)
        return {"subject": subject, "text": "\n".join(lines), "kind": "invitation"}
