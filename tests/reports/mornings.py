"""A manager who has reports mailed, and the worker's steps that do it."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import select

from helpdesk.alarms import outgoing
from helpdesk.config import Config
from helpdesk.desk import saving_reports
from helpdesk.records.saved_reports import DAILY, SavedReport
from helpdesk.reports.mailing import Mailing
from helpdesk.secret_files import Secrets
from tests.alarms.receivers import Received
from tests.cast import Office
from tests.web.browser import SECRET_KEY


class Morning:
    """Mona keeps a report, and time goes by."""

    def __init__(
        self, office: Office, folder: Path, mails: Received, *, zone: str = "UTC",
        address: str = "https://desk.example", session_key: str | None = SECRET_KEY,
    ) -> None:  # fmt: skip
        self.office, self.mails = office, mails
        config = Config.model_validate(
            {"desk": {"name": "Brightbyte", "data": folder},
             "mail": {"host": "127.0.0.1", "port": mails.port, "security": "none", "sender": "desk@brightbyte.example"}}
        )  # fmt: skip
        self.mailing = Mailing(office.database, office.clock, "Brightbyte", zone, 0, address, lambda: session_key)
        self.messenger = outgoing.messenger(config, office.database, office.clock, Secrets(folder))

    def keeps(self, query: str = "by=team&span=yesterday", *, mailed: str = DAILY, hour: int = 8) -> int:
        with self.office.database.writing() as connection:
            given = {"shared": False, "acting": self.office.mona, "at": self.office.clock.now()}
            saving_reports.save(connection, "Mornings", "response-times", query, **given)  # type: ignore[arg-type]
            number = connection.execute(select(SavedReport.id)).scalar_one()
            saving_reports.mail(connection, number, mailed, hour, acting=self.office.mona, at=self.office.clock.now())
        self.works()
        return number

    def works(self, **forward: float) -> list[EmailMessage]:
        """So much later the worker's steps are taken; what came since."""
        self.office.clock.forward(**forward)
        before = len(self.mails.mails)
        while self.mailing.step():
            pass
        while self.messenger.send_next():
            pass
        return self.mails.mails[before:]


def words(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())
