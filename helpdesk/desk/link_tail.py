"""What follows the domain of a link: port, path, query; and the rule for Twitter's own short links."""

from __future__ import annotations

import re

from helpdesk.desk.domains import reach
from helpdesk.desk.link_alphabet import PATH, PATH_END, PATH_MIDDLE, QUERY_END, QUERY_MIDDLE

LONGEST_SLUG = 40

# Two levels, as in /wiki/Mercury_(planet_(disambiguation)). Everything is possessive: no way back, so linear.
_PARENTHESES = rf"\((?:{PATH}++\)|{PATH}*+\({PATH}++\){PATH}*+\))"
_PORT = re.compile(":[0-9]++")
_PATH = re.compile(rf"/(?:(?:{PATH_MIDDLE}++|{_PARENTHESES})*+{PATH_END}++)*+(?:{_PARENTHESES})*+")
_QUERY = rf"\?(?:{QUERY_MIDDLE}*+{QUERY_END}++)++"
_QUERY_ALONE = re.compile(_QUERY)
_SHORT = re.compile(rf"https?://t\.co/([a-z0-9]++)(?:{_QUERY})?+", re.IGNORECASE | re.ASCII)


def tail(text: str, domain_end: int) -> tuple[bool, int]:
    """Whether a path follows the domain, and where the link ends."""
    size = len(text)
    port = reach(_PORT, text, domain_end, size)
    path = reach(_PATH, text, port, size)
    return path > port, reach(_QUERY_ALONE, text, path, size)


def shortened(text: str, start: int, end: int) -> int | None:
    """The end of a link with a protocol: a t.co link ends with its slug and query; None if the slug is too long."""
    short = _SHORT.match(text, start, end)
    if short is None:
        return end
    return short.end() if len(short[1]) <= LONGEST_SLUG else None
