"""Pages of a list as Mastodon cuts them, and the Link header that leads to the next ones.

`max_id` gives what is older, `since_id` the newest of what is newer (so there can be a hole below the page), `min_id`
what comes directly after it (so there is none). `min_id` wins over `since_id`, both may be bounded by `max_id`, and
every page is shown newest first. Source: Mastodon's API documentation, guidelines and methods/notifications.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from helpdesk.sandbox.identifiers import LARGEST, parse_id


@dataclass(frozen=True)
class Page:
    """Which part of a list is wanted. `kept` are the other parameters, which the links repeat."""

    limit: int
    max_id: int = LARGEST
    since_id: int = 0
    min_id: int | None = None
    kept: tuple[tuple[str, str], ...] = ()

    def select(self, column: str) -> tuple[str, list[int], str]:
        """The SQL condition on the id column, its values, and the direction in which to take `limit` rows."""
        above = self.min_id if self.min_id is not None else self.since_id
        direction = "ASC" if self.min_id is not None else "DESC"
        return f"{column} < ? AND {column} > ?", [self.max_id, above], direction

    def links(self, address: str, ids: list[int]) -> str | None:
        """The Link header for a page that shows these ids, newest first; None for an empty page."""
        if not ids:
            return None
        newer = f'<{address}?{urlencode([*self.kept, ("min_id", ids[0])])}>; rel="prev"'
        if len(ids) < self.limit:
            return newer
        return f'<{address}?{urlencode([*self.kept, ("max_id", ids[-1])])}>; rel="next", {newer}'


def asked_page(asked: Mapping[str, str], *, usual: int, most: int, kept: Iterable[tuple[str, str]] = ()) -> Page:
    """The page that the query parameters ask for; what cannot be read counts as not given."""
    try:
        limit = min(abs(int(asked["limit"])), most)
    except (KeyError, ValueError):
        limit = usual
    repeated = [*kept, ("limit", str(limit))] if "limit" in asked else [*kept]
    max_id = parse_id(asked.get("max_id"))
    return Page(
        limit=limit,
        max_id=LARGEST if max_id is None else max_id,
        since_id=parse_id(asked.get("since_id")) or 0,
        min_id=parse_id(asked.get("min_id")),
        kept=tuple(repeated),
    )
