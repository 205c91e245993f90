"""The German catalogue: what the code has to say, and the file that says it.

`python -m tests.catalogue` brings the file up to date: new texts come in, to be translated; those that nobody uses go.
"""

from __future__ import annotations

from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from helpdesk.folders import PACKAGE, templates_folder
from helpdesk.language import FOLDER, GERMAN

FILE = FOLDER / GERMAN / "LC_MESSAGES" / "messages.po"
KEYWORDS = {
    "_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
}  # fmt: skip
HEADER = b"""# What the desk says, in German.
msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
CODE = [("sandbox/**", "ignore"), ("commands/**", "ignore"), ("**.py", "python")]  # these speak English
TEMPLATES = [("sandbox/**", "ignore"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"silent": "false", "trimmed": "true"}}


def extracted() -> Catalog:
    """Every text that is there to be translated."""
    texts = Catalog()
    for message, context in _messages():
        texts.add(message, context=context)
    return texts


def _messages() -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    for folder, methods in ((PACKAGE, CODE), (templates_folder(), TEMPLATES)):
        for _, _, message, _, context in extract_from_dir(folder, methods, OPTIONS, KEYWORDS):
            yield message, context


def german() -> Catalog:
    """The file as it is."""
    with FILE.open("rb") as file:
        return read_po(file, locale=GERMAN)


def save(texts: Catalog) -> None:
    """Writes the file: by the alphabet and without places in the code, so that changes seldom meet in it."""
    with FILE.open("wb") as file:
        file.write(HEADER)
        write_po(file, texts, width=0, no_location=True, sort_output=True, omit_header=True)


def main() -> None:
    """Brings the file up to date, and says what is still to be translated."""
    before = german() if FILE.exists() else Catalog()
    texts = Catalog(locale=GERMAN)
    missing = 0
    for message in extracted():
        if message.id:
            known = before.get(message.id, message.context)
            string = known.string if known else ""
            texts.add(message.id, string, context=message.context)
            missing += not any(string)
    save(texts)
    print(f"{len(texts)} texts, {missing} without German")  # noqa: T201 - told to whoever ran it


if __name__ == "__main__":
    main()
