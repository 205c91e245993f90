"""Mails by the configured server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy, default
from email.utils import format_datetime
from typing import Any, Literal

from helpdesk.alarms.messenger import NotTaken


class _Unfolded(UniqueUnstructuredHeader, BaseHeader):  # type: ignore[misc]  # the stubs disagree on max_count
    """A header on one line: Python would make encoded words of an address that is longer, and no program reads them."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", _Unfolded)
POLICY = default.clone(header_factory=_headers)


@dataclass(frozen=True)
class Mailer:
    """One server, as [mail] describes it. Its password is never written anywhere."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str = ""
    password: str = ""
    timeout_seconds: float = 10.0

    def __call__(self, number: int, recipient: str, body: Mapping[str, Any], at: datetime) -> None:
        """Hands one mail to the server. Raises NotTaken."""
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(self._mail(number, recipient, body, at))
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise NotTaken(f"The mail server {self.host} did not take it: {_why(error)}") from None

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_seconds, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)
        if self.security == "starttls":
            server.starttls(context=context)
        return server

    def _mail(self, number: int, recipient: str, body: Mapping[str, Any], at: datetime) -> EmailMessage:
        mail = EmailMessage(POLICY)
        mail["From"], mail["To"], mail["Subject"] = self.sender, recipient, body["subject"]
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<{body.get('kind', 'alarm')}-{number}@{self.sender.partition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        if unsubscribe := body.get("unsubscribe"):
            mail["List-Unsubscribe"] = f"<{unsubscribe}>"
            if unsubscribe.startswith("https:"):  # RFC 8058 knows no other
                mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(body["text"] + "\n")
        if "html" in body:
            mail.add_alternative(body["html"], subtype="html")
        return mail


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it answered {error.smtp_code}."
    return f"{type(error).__name__}."
