"""The [mail] and [alarms] tables: how staff are told what can't wait, besides the page."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from helpdesk.config_section import Key, Section, twice

CLOCK = r"([01]\d|2[0-3]):[0-5]\d"


class Mail(Section):
    """The server that takes our mails. Without a host none are sent. Its password is the secret `mail`."""

    host: str = ""
    port: int = Field(587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    sender: str = "desk@localhost"
    timeout_seconds: float = Field(10.0, gt=0, le=120)

    @field_validator("sender")
    @classmethod
    def _an_address(cls, sender: str) -> str:
        if "@" not in sender or any(each.isspace() or each in "<>\"'," for each in sender):
            raise ValueError("write a bare address, such as desk@example.org")
        return sender


class Hook(Section):
    """A web address that is told of alarms. It is signed with the secret `NAME`."""

    name: str = Key
    shape: Literal["standard", "slack", "teams", "mattermost"] = "standard"
    url: str = ""

    @field_validator("url")
    @classmethod
    def _of_the_web(cls, url: str) -> str:
        if url and not url.startswith(("https://", "http://")):
            raise ValueError("an address begins with https://")
        return url


class Alarms(Section):
    """One message holds what came in `digest_minutes`; in the quiet hours only what is urgent leaves the desk."""

    address: str = ""
    digest_minutes: int = Field(15, ge=0, le=1_440)
    quiet_from: str = Field("", pattern=f"^({CLOCK})?$")
    quiet_until: str = Field("", pattern=f"^({CLOCK})?$")
    hooks: tuple[Hook, ...] = ()

    @field_validator("hooks")
    @classmethod
    def _each_once(cls, hooks: tuple[Hook, ...]) -> tuple[Hook, ...]:
        double = twice(hook.name for hook in hooks)
        if double:
            raise ValueError(f"{', '.join(double)} is listed twice")
        return hooks
