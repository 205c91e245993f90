"""What must not stand in a public answer: numbers of cards, phones and orders, and e-mail addresses. Pure."""

from __future__ import annotations

import re
from typing import Literal

from helpdesk.language import N_
from helpdesk.language import gettext as _

Kind = Literal["card", "e-mail", "phone", "order"]
WORDS: dict[Kind, str] = {
    "card": N_("a card number"), "e-mail": N_("an e-mail address"), "phone": N_("a phone number"),
    "order": N_("an order number"),
}  # fmt: skip
_LINK = re.compile(r"https?://\S+")
_CARD = re.compile(r"(?<![\d])\d(?:[ -]?\d){12,18}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(r"(?<![\w#])(?:\+|00|0)\d(?:[ ()/-]{0,2}\d){6,13}(?!\d)")
_ORDER = re.compile(
    r"(?<!\w)(?:#\s?|(?:order|ticket|case|invoice|no\.?|number)\s*[:#]?\s*)(?=[\w-]*\d{3})[\w-]{5,20}", re.IGNORECASE
)
_RUN = re.compile(r"(?<![\w.-])\d{7,12}(?![\w.-])")


def found(text: str) -> list[Kind]:
    """The kinds of private things in `text`; the addresses of links don't count."""
    rest = _LINK.sub(" ", text)
    kinds: list[Kind] = []
    if any(_is_card(card) for card in _CARD.findall(rest)):
        kinds.append("card")
        rest = _CARD.sub(" ", rest)
    if _EMAIL.search(rest):
        kinds.append("e-mail")
    if _PHONE.search(rest):
        kinds.append("phone")
        rest = _PHONE.sub(" ", rest)
    if _ORDER.search(rest) or _RUN.search(rest):
        kinds.append("order")
    return kinds


def _is_card(number: str) -> bool:
    """Whether the digits pass the check that all card numbers pass (ISO/IEC 7812-1, Luhn)."""
    digits = [int(digit) for digit in number if digit.isdecimal()][::-1]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0 and len(set(digits)) > 1


def told(kinds: list[Kind]) -> str:
    """The sentence for whoever is about to publish it."""
    words = [_(WORDS[kind]) for kind in kinds]
    listed = words[-1]
    if len(words) > 1:
        listed = _("%(some)s and %(last)s", some=", ".join(words[:-1]), last=listed)
    return _(
        "Everybody can read this answer, and it holds %(private)s. Ask the customer for a private message instead.",
        private=listed,
    )
