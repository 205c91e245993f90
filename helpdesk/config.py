"""Every setting with its default and its bounds, as one frozen `Config`; config_file.py reads it.

Only app.py, worker.py, first_start.py and the commands see the whole; everything else receives values.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args
from zoneinfo import available_timezones

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from helpdesk.config_alarms import Alarms, Mail
from helpdesk.config_enrolment import Enrolment
from helpdesk.config_policy import Policy
from helpdesk.config_section import KEY, Section, twice

DATABASES = ("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")
FLEETING = ("sqlite:///", "sqlite:///:memory:")  # gone when the process ends


class Desk(Section):
    name: str = "Brightbyte"
    zone: str = "UTC"
    week_starts: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    reply_limit: int = Field(140, ge=1, le=10_000)
    undo_seconds: int = Field(10, ge=0, le=60)
    data: Path = Path("var")
    samples: bool = True

    @property
    def week_starts_on(self) -> int:
        """The first day of the office's week: 0 is Monday."""
        return get_args(Desk.model_fields["week_starts"].annotation).index(self.week_starts)

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f"no such time zone: {zone!r}; use an IANA name such as Europe/Brussels")
        return zone


class Server(Section):
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65_535)
    threads: int = Field(8, ge=1, le=256)
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    https: bool = False


class Database(Section):
    url: str = ""
    busy_seconds: float = Field(10.0, gt=0, le=120)

    @field_validator("url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and (not url.startswith(DATABASES) or url in FLEETING):
            raise ValueError("use sqlite:///FILE or postgresql://USER@HOST/NAME")
        return url


class Intake(Section):
    poll_seconds: float = Field(5.0, gt=0, le=3_600)
    batch: int = Field(500, ge=1, le=5_000)
    recheck_minutes: float = Field(15.0, ge=0, le=10_080)
    parents_a_day: int = Field(200, ge=0, le=100_000)


class Triage(Section):
    misspelling_score: int = Field(84, ge=50, le=100)
    misspelling_shortest: int = Field(5, ge=3, le=20)
    batch: int = Field(500, ge=1, le=5_000)


class Outbox(Section):
    timeout_seconds: float = Field(10.0, gt=0, le=120)
    quiet_seconds: float = Field(120.0, ge=1, le=3_600)  # a look at once would find nothing
    tries: int = Field(6, ge=1, le=50)
    look_first: bool = True
    same_words: Literal["nothing", "warn", "hold"] = "warn"
    same_words_people: int = Field(10, ge=1, le=100_000)


class Worker(Section):
    scan_seconds: float = Field(1.0, gt=0, le=60)
    watch_seconds: float = Field(5.0, gt=0, le=60)
    reports_seconds: float = Field(30.0, gt=0, le=3_600)


class Sandbox(Section):
    enabled: bool = True
    port: int = Field(8090, ge=0, le=65_535)
    speed: float = Field(1.0, gt=0, le=1_000_000)


class Reports(Section):
    promise_minutes: int = Field(60, ge=0, le=100_000)


class Account(Section):
    network: Literal["practice", "mastodon", "bluesky", "x", "feed"]
    handle: str = Field(pattern=r"^@[^\s@]{1,100}(@[^\s@]{1,200})?$")
    base_url: str = ""
    secret: str = Field("", pattern=rf"^$|{KEY}")
    purpose: Literal["service", "offers"] = "service"
    words: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _reachable(self) -> Account:
        does_without = self.network in ("practice", "bluesky", "x") and not self.base_url
        if not does_without and not self.base_url.startswith(("http://", "https://")):
            raise ValueError(f"the account {self.handle} needs base_url, the address of its server")
        if self.network != "feed" and not self.secret:
            raise ValueError(f"the account {self.handle} needs secret, the name of its token")
        return self


class Config(BaseSettings):
    """All settings. Build it with `config_file.load`, which also finds the file and words the mistakes."""

    model_config = SettingsConfigDict(env_prefix="HELPDESK_", env_nested_delimiter="__", extra="forbid", frozen=True)

    desk: Desk = Desk()
    server: Server = Server()
    database: Database = Database()
    intake: Intake = Intake()
    triage: Triage = Triage()
    outbox: Outbox = Outbox()
    worker: Worker = Worker()
    sandbox: Sandbox = Sandbox()
    reports: Reports = Reports()
    mail: Mail = Mail()
    alarms: Alarms = Alarms()
    enrolment: Enrolment = Enrolment()
    accounts: tuple[Account, ...] = ()
    policy: Policy = Policy()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment beats the file, whose content arrives as init values."""
        return env_settings, init_settings

    @field_validator("accounts")
    @classmethod
    def _each_once(cls, accounts: tuple[Account, ...]) -> tuple[Account, ...]:
        double = twice(f"{account.handle} ({account.network})" for account in accounts)
        if double:
            raise ValueError(f"{', '.join(double)} is listed twice")
        return accounts

    @property
    def database_url(self) -> str:
        """Where the records are: as configured, else one SQLite file in the data folder."""
        return self.database.url or f"sqlite:///{self.desk.data / 'helpdesk.db'}"
