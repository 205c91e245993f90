"""The words in braces that a saved reply may hold, and what stands for them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from helpdesk.language import N_

LONGEST_NAME = 20  # characters: strangers call themselves what they like, and the answer must still fit
MEANING = {
    "name": N_("the customer's first name"),
    "handle": N_("their handle, with @"),
    "account": N_("our account that answers"),
    "me": N_("the first name of who answers"),
}
_VARIABLE = re.compile(r"\{(\w*)\}")


def unknown(text: str) -> list[str]:
    """The words in braces that mean nothing."""
    return [name for name in _VARIABLE.findall(text) if name not in MEANING]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables replaced, once: what a value holds is text, whatever it looks like."""
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def values(*, name: str, handle: str, account: str, me: str) -> dict[str, str]:
    """What stands for the variables in one conversation."""
    return {
        "name": (name.split() or [handle])[0][:LONGEST_NAME],
        "handle": f"@{handle}",
        "account": account,
        "me": (me.split() or [me])[0][:LONGEST_NAME],
    }
