"""The language that a text is shown in: gettext over catalogues that are compiled from their .po files at first use.

Texts in the code are English and their own key. What a request shows is in its reader's language (`speaking`); whatever
has no reader (the worker, the command line, the logs, what is written into the database) is English.
"""

from __future__ import annotations

import gettext as standard
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Protocol

ENGLISH, GERMAN = "en", "de"
LANGUAGES = {ENGLISH: "English", GERMAN: "Deutsch"}  # each by the name that its speakers look for
_LOCALES = {ENGLISH: "en", GERMAN: "de"}  # for dates and numbers
FOLDER = Path(__file__).parent / "locale"


class Catalogue(Protocol):
    """Where the texts of one language come from."""

    def gettext(self, message: str, /) -> str:
        """One text."""

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        """A text that depends on a number."""

    def pgettext(self, context: str, message: str, /) -> str:
        """A word that means one thing here and another elsewhere."""


_language: ContextVar[Callable[[], str]] = ContextVar("language", default=lambda: ENGLISH)
_others: dict[str, Catalogue] = {}


def current() -> str:
    """The language of whoever reads what is made now."""
    return _language.get()()


def speak(choose: Callable[[], str]) -> None:
    """From now on this thread's texts are in the language that `choose` gives; it is asked with each text."""
    _language.set(choose)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Texts made within are in `language`."""
    before = _language.set(lambda: language)
    try:
        yield
    finally:
        _language.reset(before)


def catalogue(language: str) -> Catalogue:
    """The texts of a language; English ones are the code's own."""
    return _others.get(language) or _read(language)


@contextmanager
def instead(language: str, texts: Catalogue) -> Iterator[None]:
    """Gives a language other texts than its file has, for a while and in the whole process."""
    _others[language] = texts
    try:
        yield
    finally:
        del _others[language]


@cache
def _read(language: str) -> Catalogue:
    if language == ENGLISH:
        return standard.NullTranslations()
    # Compiled in memory: no build step to forget, in a clone as in a wheel. It takes 0.1 s, once a process.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        texts = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, texts)
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


def gettext(message: str, **values: object) -> str:
    """`message` in the reader's language, with `values` at its places: %(name)s. A per cent sign is written %%."""
    return catalogue(current()).gettext(message) % values


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The form of a text that goes with `number`, which stands at its place %(num)s."""
    return catalogue(current()).ngettext(one, many, number) % {"num": in_digits(number), **values}


def pgettext(context: str, message: str, **values: object) -> str:
    """A word in the meaning that it has in `context`."""
    return catalogue(current()).pgettext(context, message) % values


def kept(text: str, /, **values: object) -> str:
    """A text that was kept in English, as the reader's language has it; one that no catalogue knows as it stands.

    `values`, when some were kept with it, fill its places; numbers as the language writes them.
    """
    words = catalogue(current()).gettext(text) if text else ""
    shown = {name: in_digits(each) if isinstance(each, int) else each for name, each in values.items()}
    return words % shown if values else words


def N_(message: str) -> str:  # noqa: N802 - the name by which all of gettext's tools know it
    """Marks a text that is translated later, where it is shown: constants, and what the database keeps."""
    return message


def in_words(moment: datetime, pattern: str) -> str:
    """A moment by a pattern of CLDR's ("d MMM, HH:mm"), with the names of days and months in the reader's language."""
    return _in_words(moment, str(moment.tzinfo), moment.fold, pattern, current())


@lru_cache(maxsize=20_000)
def _in_words(moment: datetime, _zone: str, _fold: int, pattern: str, language: str) -> str:
    """Remembered: a thread says the same moments again and again. Equal moments of two zones are not the same words."""
    from babel.dates import format_datetime

    return format_datetime(moment, pattern, tzinfo=moment.tzinfo, locale=_LOCALES[language])


def in_digits(number: float) -> str:
    """A number with its thousands apart, at most three places behind the point: "1,234", "1.234"."""
    if 0 <= number < 1000 and number == int(number):
        return str(int(number))
    from babel.numbers import format_decimal

    return format_decimal(number, locale=_LOCALES[current()])


def in_money(dollars: float) -> str:
    """US dollars: "$1,234.50", "1.234,50 $"."""
    from babel.numbers import format_currency

    return format_currency(dollars, "USD", locale=_LOCALES[current()])


def in_per_cent(share: float) -> str:
    """A share of 1 to a tenth of a per cent: "12.5%", "12,5 %"."""
    from babel.numbers import format_percent

    return format_percent(share, "#,##0.#\xa0%" if current() == GERMAN else "#,##0.#%", locale=_LOCALES[current()])
