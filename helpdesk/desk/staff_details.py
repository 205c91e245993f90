"""What a person's name, address and initials may look like. Pure."""

from __future__ import annotations

import unicodedata

from helpdesk.desk.refused import UNPROCESSABLE, Refused
from helpdesk.language import gettext as _

LONGEST_NAME = 80
LONGEST_EMAIL = 254  # RFC 5321, by way of its 256 octets for a path
LONGEST_INITIALS = 4  # they are part of the 140


def checked_name(name: str) -> str:
    """The name without stray spaces. Raises Refused when there is none, it is too long, or holds control characters."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not _visible(name):
        raise Refused(
            _("A name has 1 to %(longest_name)s visible characters.", longest_name=LONGEST_NAME), status=UNPROCESSABLE
        )
    return name


def checked_email(email: str) -> str:
    """The address in lower case. Raises Refused when it can't be one; whether mail arrives there is not asked."""
    email = unicodedata.normalize("NFC", email.strip()).lower()
    user, at, host = email.rpartition("@")
    if not (user and at and host) or len(email) > LONGEST_EMAIL or len(email.split()) != 1 or not _visible(email):
        raise Refused(_("An e-mail address looks like ada@example.org."), status=UNPROCESSABLE)
    return email


def checked_initials(initials: str, name: str) -> str:
    """The initials as given, else those of the name. Raises Refused unless they are 1 to 4 letters or digits."""
    letters = (next((each for each in word if each.isalnum()), "") for word in name.split())
    initials = initials.strip() or "".join(letters).upper()[:2]
    if not 1 <= len(initials) <= LONGEST_INITIALS or not initials.isalnum():
        raise Refused(
            _("Initials are 1 to %(longest_initials)s letters or digits.", longest_initials=LONGEST_INITIALS),
            status=UNPROCESSABLE,
        )
    return initials


def _visible(text: str) -> bool:
    return not any(unicodedata.category(character).startswith("C") for character in text)
