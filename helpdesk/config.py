"""config.toml and environment become one frozen `Config`; every mistake is told at once, in plain sentences.

Order of strength: command-line values, then `HELPDESK_SECTION__KEY` variables, then the file, then the defaults here.
Only app.py, worker.py and cli.py see the whole; everything else receives values.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from helpdesk.config_mistakes import ConfigMistakes, sentences

Key = Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")


class Section(BaseModel):
    """One table of config.toml: no unknown keys, never changed after the start."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Desk(Section):
    name: str = "Brightbyte"
    zone: str = "UTC"
    reply_limit: int = Field(140, ge=1, le=10_000)
    data: Path = Path("var")
    samples: bool = True

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


class Intake(Section):
    poll_seconds: float = Field(5.0, gt=0, le=3_600)
    batch: int = Field(500, ge=1, le=5_000)


class Triage(Section):
    misspelling_score: int = Field(84, ge=50, le=100)
    misspelling_shortest: int = Field(5, ge=3, le=20)
    batch: int = Field(500, ge=1, le=5_000)


class Outbox(Section):
    timeout_seconds: float = Field(10.0, gt=0, le=120)
    quiet_seconds: float = Field(120.0, ge=0, le=3_600)
    tries: int = Field(6, ge=1, le=50)


class Worker(Section):
    scan_seconds: float = Field(1.0, gt=0, le=60)
    watch_seconds: float = Field(5.0, gt=0, le=60)


class Sandbox(Section):
    enabled: bool = True
    port: int = Field(8090, ge=0, le=65_535)
    speed: float = Field(1.0, gt=0, le=1_000_000)


class Account(Section):
    network: Literal["practice", "mastodon"]
    handle: str = Field(pattern=r"^@[^\s@]{1,100}(@[^\s@]{1,200})?$")
    base_url: str = ""
    secret: str = Key
    purpose: Literal["service", "offers"] = "service"

    @model_validator(mode="after")
    def _reachable(self) -> Account:
        if self.network != "practice" and not self.base_url.startswith(("http://", "https://")):
            raise ValueError(f"the account {self.handle} needs base_url, the address of its server")
        return self


class TeamSeed(Section):
    key: str = Key
    name: str


class TopicSeed(Section):
    key: str = Key
    name: str
    team: str
    priority: Literal["urgent", "high", "normal", "low"] = "normal"
    first_response_minutes: int = Field(ge=1, le=100_000)
    next_response_minutes: int = Field(ge=1, le=100_000)
    keywords: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    misspellings: bool = True
    catch_all: bool = False


class Policy(Section):
    """The first policy of a new database: it becomes revision 1, and is not read again after that."""

    teams: tuple[TeamSeed, ...] = ()
    topics: tuple[TopicSeed, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Policy:
        problems = []
        teams = {team.key for team in self.teams}
        problems += [
            f"topic {t.key!r} names the team {t.team!r}, which is not listed"
            for t in self.topics
            if t.team not in teams
        ]
        keys = [topic.key for topic in self.topics]
        problems += [f"topic {key!r} is listed twice" for key in sorted({k for k in keys if keys.count(k) > 1})]
        if self.topics and sum(topic.catch_all for topic in self.topics) != 1:
            problems.append("exactly one topic must have catch_all = true: it takes what no keyword claims")
        problems += [f"topic {t.key!r} has no keywords" for t in self.topics if not t.keywords and not t.catch_all]
        if problems:
            raise ValueError("; ".join(problems))
        return self


class Config(BaseSettings):
    """All settings. Build it with `load`, which also finds the file and words the mistakes."""

    model_config = SettingsConfigDict(env_prefix="HELPDESK_", env_nested_delimiter="__", extra="forbid", frozen=True)

    desk: Desk = Desk()
    server: Server = Server()
    database: Database = Database()
    intake: Intake = Intake()
    triage: Triage = Triage()
    outbox: Outbox = Outbox()
    worker: Worker = Worker()
    sandbox: Sandbox = Sandbox()
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

    @property
    def database_url(self) -> str:
        """Where the records are: as configured, else one SQLite file in the data folder."""
        return self.database.url or f"sqlite:///{self.desk.data / 'helpdesk.db'}"


def load(file: Path, *, overrides: dict[str, dict[str, Any]] | None = None) -> Config:
    """Reads `file` (must exist) and the environment.

    `overrides` are values from the command line, by section and key; they win over both.
    Raises ConfigMistakes with one sentence for each mistake found.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigMistakes(
            [f"There is no configuration file {file}. Copy config.toml, or name one with --config."]
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigMistakes([f"{file} can't be read: {error}."]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigMistakes([f"{file} is not valid TOML: {error}."]) from None
    given = overrides or {}

    class Given(Config):
        """The same settings, with the command line on top."""

        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *sources: Any, **named: Any
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            below = Config.settings_customise_sources(settings_cls, *sources, **named)
            return InitSettingsSource(settings_cls, init_kwargs=given), *below

    try:
        return Given(**content)
    except ValidationError as error:
        raise ConfigMistakes(sentences(error, Config)) from None
