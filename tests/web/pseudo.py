"""A language that nobody speaks, to find what is not translated: each text stands in ⟦…⟧."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

OPEN, SHUT = "⟦", "⟧"
SAID = ("aria-label", "placeholder", "title", "alt")  # attributes that people read or hear
SILENT = ("script", "style", "svg", "code", "kbd", "time", "blockquote", "textarea", "pre")


class Pseudo:
    """The texts of the language."""

    def gettext(self, message: str, /) -> str:
        """One text."""
        return f"{OPEN}{message}{SHUT}"

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        """A text that depends on a number."""
        return self.gettext(one if number == 1 else many)

    def pgettext(self, context: str, message: str, /) -> str:
        """A word in its context."""
        return self.gettext(message)


class Visible(HTMLParser):
    """What of a page is read and stands outside ⟦…⟧."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0  # of ⟦
        self.silent: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that say something, and elements whose words are nobody's to translate."""
        self.found += [value for name, value in attrs if name in SAID and value and not self._whole(value)]
        if tag in SILENT:
            self.silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """The end of one."""
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        """Words: those outside the brackets are collected."""
        outside = ""
        for letter in data:
            self.depth += (letter == OPEN) - (letter == SHUT)
            if self.depth == 0 and letter != SHUT:
                outside += letter
        if not self.silent and any(letter.isalpha() for letter in outside):
            self.found.append(outside.strip())

    @staticmethod
    def _whole(value: str) -> bool:
        return OPEN in value or not any(letter.isalpha() for letter in value)


def untranslated(page: str, known: tuple[str, ...]) -> Iterator[str]:
    """What a page says that is neither translated nor one of the `known` words: names, posts, data."""
    reader = Visible()
    reader.feed(page)
    for words in reader.found:
        rest = words
        for each in sorted(known, key=len, reverse=True):
            rest = rest.replace(each, "")
        if any(letter.isalpha() for letter in rest):
            yield words
