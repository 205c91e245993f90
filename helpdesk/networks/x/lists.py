"""One page of a list of posts on X, mentions or what search found, as the desk takes it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from helpdesk.clock import Clock
from helpdesk.networks.answer import Answer
from helpdesk.networks.errors import RefusedByNetwork, TooLarge
from helpdesk.networks.json_reading import CannotRead, as_given, not_understood
from helpdesk.networks.protocol import Page, Post, Unreadable
from helpdesk.networks.x import asking, reading
from helpdesk.networks.x.api import Api
from helpdesk.networks.x.people import People
from helpdesk.networks.x.reading import Listing
from helpdesk.networks.x.us import Us
from helpdesk.networks.x.walk import Walk

PAGE_SIZES = (100, 25, 10)  # the most that X gives, and less when a page is more than the door lets in


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list: where it is, how it calls the word for the next page, what a post costs, how many it can hold."""

    path: str
    params: Mapping[str, str]
    token_name: str
    price: int
    cap: int | None = None
    found_by: str | None = None


class Lists:
    """Reads lists by the walk of `walk`."""

    def __init__(self, api: Api, people: People, clock: Clock, words: asking.Words) -> None:
        self._api, self._people, self._clock, self._words = api, people, clock, words

    def page(self, asked: Asked, cursor: str | None, us: Us, *, below: Asked | None = None) -> Page:
        """The next page: one request, and one more when somebody on it is a stranger.

        `below`: the list that has what this one, of at most `cap` posts, can no longer show.
        """
        walk, lost = Walk.from_cursor(cursor).begun(self._clock.now(), search=asked.cap is None)
        asked = below if below is not None and walk.below else asked
        try:
            walk, found = self._found(asked, walk)
        except RefusedByNetwork:
            if not walk.below:
                raise
            step = walk.without_search()  # what people write from now on matters more than what is out of reach
            return Page((), step.walk.cursor(), step.more, step.gap)
        ids = [each for each in map(_readable_id, found.posts) if each is not None]
        self._api.paid("post", ids, asked.price)
        found = self._people.named(found)
        items = tuple(_item(value, found, us, asked.found_by) for value in reversed(found.posts))
        step = walk.after(ids, found.next_token, cap=asked.cap)
        return Page(items, step.walk.cursor(), step.more, step.gap or lost)

    def _found(self, asked: Asked, walk: Walk) -> tuple[Walk, Listing]:
        try:
            return walk, self._listing(asked, walk)
        except RefusedByNetwork as error:
            if walk.token is None or error.status != 400:
                raise
            walk = walk.without_token()  # X no longer knows its own word: on below the lowest id instead
            return walk, self._listing(asked, walk)

    def _listing(self, asked: Asked, walk: Walk) -> Listing:
        params = {**asked.params, **asking.post_fields(self._words), **walk.question()}
        if walk.token is not None:
            params[asked.token_name] = walk.token
        budget = "reading mentions" if asked.cap else "searching"
        for size in PAGE_SIZES:
            try:
                return read_list(self._api.get(asked.path, {**params, "max_results": str(size)}, budget=budget))
            except TooLarge:
                if size == PAGE_SIZES[-1]:
                    raise
        raise AssertionError  # the last size has given a page or raised


def read_list(answer: Answer) -> Listing:
    """The list that an answer holds. Raises Uncertain."""
    try:
        return reading.listing(answer.json())
    except CannotRead as error:
        raise not_understood(error, answer.status) from error


def _readable_id(value: object) -> str | None:
    try:
        return reading.post_id(value)
    except CannotRead:
        return None


def _item(value: object, among: Listing, us: Us, found_by: str | None) -> Post | Unreadable:
    """A post, or a row that says that there is one which cannot be read."""
    try:
        return reading.post(value, among, us, found_by)
    except CannotRead as error:
        return Unreadable(_readable_id(value), as_given(value), f"X gave a post that cannot be read: {error}.")
