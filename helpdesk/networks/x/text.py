"""What somebody wrote on X, from what X makes of it: & < > escaped, and every link replaced by one of t.co. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from helpdesk.networks.json_reading import web_address

_ESCAPED = re.compile("&(amp|lt|gt);")  # the three that X escapes; any other & stands for itself
_MEANT = {"amp": "&", "lt": "<", "gt": ">"}
_SHORT = re.compile(r"https?://t\.co/\w+")


def written(text: str, links: Iterable[object]) -> str:
    """The text as it was written. `links` are the url entities: an address of t.co that none tells of stays."""
    meant = dict(filter(None, map(_link, links)))
    text = _ESCAPED.sub(lambda found: _MEANT[found[1]], text)
    return _SHORT.sub(lambda found: meant.get(found[0], found[0]), text) if meant else text


def _link(entity: object) -> tuple[str, str] | None:
    """The address of t.co and the one behind it, if an entity tells both."""
    if not isinstance(entity, Mapping):
        return None
    short, meant = entity.get("url"), entity.get("expanded_url")
    usable = web_address(meant)
    return (short, usable) if isinstance(short, str) and usable and " " not in usable else None
