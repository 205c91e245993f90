"""Who somebody is on X. Pure."""

from __future__ import annotations

import re

from helpdesk.networks.json_reading import CannotRead, fields
from helpdesk.networks.mastodon_reading import MOST_FOLLOWERS
from helpdesk.networks.protocol import Author
from helpdesk.networks.x.ids import is_id

_HANDLE = re.compile(r"[A-Za-z0-9_]{1,50}")  # 15 today; some old ones are longer


def people(users: object) -> dict[str, Author]:
    """The users of a list that can be read, by id."""
    found = {}
    for user in users if isinstance(users, list) else []:
        try:
            known = author(user)
        except CannotRead:
            continue
        found[known.remote_id] = known
    return found


def author(value: object) -> Author:
    """Who it is. Raises CannotRead."""
    user = fields(value, "the user")
    handle, name, metrics = user.get("username"), user.get("name"), user.get("public_metrics")
    if not isinstance(handle, str) or not _HANDLE.fullmatch(handle):
        raise CannotRead("the user has no usable handle")
    remote_id = user.get("id")
    if not isinstance(remote_id, str) or not is_id(remote_id):
        raise CannotRead("the user has no usable id")
    followers = metrics.get("followers_count") if isinstance(metrics, dict) else None
    known = isinstance(followers, int) and not isinstance(followers, bool) and 0 <= followers <= MOST_FOLLOWERS
    return Author(
        remote_id=remote_id,
        handle=handle,
        name=name.strip() if isinstance(name, str) and name.strip() else handle,
        followers=followers if known and isinstance(followers, int) else None,
    )


def people_in(body: object) -> dict[str, Author]:
    """The users of an answer that holds nothing else."""
    return people(body.get("data")) if isinstance(body, dict) else {}
