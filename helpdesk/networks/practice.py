"""The practice network: Mastodon's API, and a search that finds everything, so that listening words can be tried."""

from __future__ import annotations

from datetime import timedelta

from helpdesk.networks import mastodon_reading as reading
from helpdesk.networks.json_reading import CannotRead, fields, listed, not_understood, usable_id
from helpdesk.networks.mastodon import Mastodon
from helpdesk.networks.protocol import Page, Post, Unreadable

HITS_A_PAGE = 40  # the most that Mastodon's search gives at once
BEFORE_ALL = "0"


class Practice(Mastodon):
    """The connector of one account."""

    can_search = True

    def keys_live(self) -> timedelta:
        """Unsaid, as by most servers: so people can practise to settle a doubt themselves."""
        return timedelta(0)

    def search(self, words: str, cursor: str | None) -> Page:
        """Posts with all of `words` ("two words" in quotes), the oldest first; ours are left out.

        Its ids are given in the order of publication, one at a time, so what follows the last one read is all there is.
        """
        own_id = self._own_id or self.whoami().remote_id
        asked = {"q": words, "type": "statuses", "min_id": cursor or BEFORE_ALL, "limit": str(HITS_A_PAGE)}
        answer = self._door.request("GET", "/api/v2/search", params=asked, budget="searching")
        try:
            found = listed(fields(answer.json(), "the answer").get("statuses"), answer.status)
            last = usable_id(fields(found[0], "the post").get("id"), "the post") if found else cursor
        except CannotRead as error:
            raise not_understood(error, answer.status) from error
        items = [_hit(status, words) for status in reversed(found)]
        theirs = [item for item in items if isinstance(item, Unreadable) or item.author.remote_id != own_id]
        return Page(tuple(theirs), last or BEFORE_ALL, len(found) == HITS_A_PAGE)


def _hit(status: object, words: str) -> Post | Unreadable:
    try:
        return reading.post(status)._replace(found_by=words)
    except CannotRead as error:
        return reading.unreadable({"status": status}, str(error))
