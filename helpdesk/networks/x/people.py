"""Who wrote the posts of a page. X charges more for a person than for their post, so it is asked only for strangers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from helpdesk.networks.errors import RefusedByNetwork
from helpdesk.networks.protocol import Author
from helpdesk.networks.x import asking, prices, reading
from helpdesk.networks.x.api import Api
from helpdesk.networks.x.author import people_in
from helpdesk.networks.x.reading import Listing

MOST_AT_ONCE = 100
MOST_REMEMBERED = 10_000


class People:
    """Names the authors of posts: told with the page, known to the desk, seen before, or looked up."""

    def __init__(self, api: Api, known: Callable[[Sequence[str]], Mapping[str, Author]] | None) -> None:
        self._api, self._known = api, known
        self._seen: dict[str, Author] = {}
        self._nameless: set[str] = set()  # X was asked for them and told nothing

    def remember(self, *people: Author) -> None:
        """So that nobody is asked for them again."""
        if len(self._seen) + len(people) > MOST_REMEMBERED:
            self._seen = {}
        self._seen = {**self._seen, **{person.remote_id: person for person in people}}

    def named(self, listing: Listing, *, ask: bool = True) -> Listing:
        """The page with everybody who can be named. `ask`: look up strangers, for money."""
        self._api.paid("user", listing.people, prices.USER_READ)
        self.remember(*listing.people.values())
        wanted = dict.fromkeys(filter(None, map(reading.author_of, listing.posts)))
        strangers = [each for each in wanted if each not in self._seen]
        if strangers and self._known is not None:
            self.remember(*self._known(strangers).values())
        if ask:
            self._look_up([each for each in strangers if each not in self._seen and each not in self._nameless])
        seen = self._seen
        return replace(listing, people={each: seen[each] for each in wanted if each in seen})

    def _look_up(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), MOST_AT_ONCE):
            some = ids[start : start + MOST_AT_ONCE]
            try:
                answer = self._api.get("/2/users", {"ids": ",".join(some), **asking.USER}, budget="looking up people")
                found = people_in(answer.json())
            except RefusedByNetwork:
                found = {}  # a plan without it, or somebody suspended: then they are known by number
            self._api.paid("user", found, prices.USER_READ)
            self.remember(*found.values())
            if len(self._nameless) > MOST_REMEMBERED:
                self._nameless = set()
            self._nameless |= set(some) - set(found)
