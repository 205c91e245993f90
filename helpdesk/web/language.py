"""In which language a page is made: as its reader chose on their account page, else as their browser says."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, request
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from helpdesk import language, reasons
from helpdesk.language import ENGLISH, LANGUAGES, N_, catalogue, current, speak
from helpdesk.records.staff import ROLE_NAMES
from helpdesk.web.person import current_person

PURPOSES = {"service": N_("service"), "offers": N_("offers")}  # of our accounts


def set_up(app: Flask) -> None:
    """Lets an app speak its readers' languages, and gives its templates gettext and `language`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension's: values by name
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(
        {"_": _text, "gettext": _text, "ngettext": _plural, "pgettext": _word, "language": current, "N_": N_},
        LANGUAGES=LANGUAGES,
        PURPOSES=PURPOSES,
        ROLE_NAMES=ROLE_NAMES,
    )
    app.jinja_env.filters["kept"] = language.kept
    app.jinja_env.filters["reason"] = reasons.told
    app.before_request(lambda: speak(_of_reader()))
    app.teardown_request(lambda error: speak(lambda: ENGLISH))


def _of_reader() -> Callable[[], str]:
    """Looks for the reader when the first text is made: a file, or a word of our JavaScript, needs none."""
    chosen = ""

    def choose() -> str:
        nonlocal chosen
        if not chosen:
            chosen = _chosen() or request.accept_languages.best_match(list(LANGUAGES)) or ENGLISH
        return chosen

    return choose


def _chosen() -> str | None:
    try:
        person = current_person()
    except SQLAlchemyError:
        return None  # the page that says so is for them, too
    return person.language if person else None


# Our texts are safe; the values in them are escaped.


def _text(message: str, **values: object) -> Markup:
    return Markup(catalogue(current()).gettext(message)) % values  # noqa: S704


def _plural(one: str, many: str, num: int, **values: object) -> Markup:
    return Markup(catalogue(current()).ngettext(one, many, num)) % {"num": language.in_digits(num), **values}  # noqa: S704


def _word(context: str, message: str, **values: object) -> Markup:
    return Markup(catalogue(current()).pgettext(context, message)) % values  # noqa: S704
