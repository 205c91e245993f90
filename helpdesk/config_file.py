"""Reads config.toml and the environment into a `Config`; every mistake is told at once, in plain sentences.

Order of strength: command-line values, then `HELPDESK_SECTION__KEY` variables, then the file, then the defaults.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsError

from helpdesk.config import Config
from helpdesk.config_mistakes import ConfigMistakes, guess, sentences

PREFIX, SECRET, BETWEEN = "HELPDESK_", "HELPDESK_SECRET_", "__"

Values = dict[str, dict[str, Any]]  # by section and key


def load(file: Path, *, overrides: Values | None = None) -> Config:
    """Reads `file` (must exist) and the environment. `overrides` come from the command line and win over both.

    Raises ConfigMistakes with one sentence for each mistake found.
    """
    content, given = _content(file), overrides or {}
    mistakes = _unknown_variables(os.environ)
    try:
        config = _config(content, given, environment=True)
    except ValidationError as error:
        raise ConfigMistakes(mistakes + sentences(error, Config)) from None
    except SettingsError:
        mistakes += _unreadable_variables(os.environ)
        try:
            _config(content, given, environment=False)
        except ValidationError as error:
            mistakes += sentences(error, Config)
        raise ConfigMistakes(mistakes) from None
    if mistakes:
        raise ConfigMistakes(mistakes)
    return config


def _content(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigMistakes(
            [f"There is no configuration file {file}. Copy config.toml, or name one with --config."]
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigMistakes([f"The configuration file {file} can't be read: {reason}."]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigMistakes([f"{file} is not valid TOML: {error}."]) from None


def _config(content: dict[str, Any], given: Values, *, environment: bool) -> Config:
    """Raises ValidationError, and SettingsError for a variable that is no JSON where JSON is needed."""

    class Given(Config):
        """The same settings, with the command line on top."""

        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *sources: Any, **named: Any
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            variables, below = Config.settings_customise_sources(settings_cls, *sources, **named)
            top = InitSettingsSource(settings_cls, init_kwargs=given)
            return (top, variables, below) if environment else (top, below)

    return Given(**content)


def _unknown_variables(names: Iterable[str]) -> list[str]:
    """Variables that look like a key of a section that isn't there; pydantic passes over them in silence."""
    sections = sorted(
        (name, name.removeprefix(PREFIX).split(BETWEEN)[0].lower())
        for name in names
        if name.startswith(PREFIX) and BETWEEN in name and not name.startswith(SECRET)
    )
    meant = {section: guess(section, Config) for _, section in sections}
    return [
        f"{name}: there is no section {section}." + (f" Did you mean {meant[section]}?" if meant[section] else "")
        for name, section in sections
        if section not in Config.model_fields
    ]


def _unreadable_variables(names: Iterable[str]) -> list[str]:
    ours = [name for name in sorted(names) if name.startswith(PREFIX)]
    possible = [name for name in ours if name.removeprefix(PREFIX).split(BETWEEN)[0].lower() in Config.model_fields]
    return [f'One of {", ".join(possible)} can\'t be read: write lists as JSON, such as ["desk.example.org"].']
