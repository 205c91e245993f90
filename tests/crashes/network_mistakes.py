"""Wrong programs that talk to a network, each with a story in which the mistake shows, and where it does.

Where a network is not named, it forgives the mistake: X refuses the same words twice, Bluesky takes the same record
again for the first, and its sweeps find what a walk has passed over. Only the practice network forgives nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update

from helpdesk.intake.queue import take_in
from helpdesk.networks.errors import NetworkError, Uncertain
from helpdesk.networks.protocol import Outgoing
from helpdesk.networks.x.ids import id_at, made_at
from helpdesk.networks.x.walk import OVERLAP, Walk
from helpdesk.outbox import outcomes
from helpdesk.outbox.claiming import Claimed, claim_next
from helpdesk.records.accounts import Listener
from helpdesk.records.replies import SENDING, Reply
from tests.crashes.desk import RIGHT, Desk, Step
from tests.crashes.playing import Play
from tests.crashes.wrong import WRONG


@dataclass(frozen=True)
class Mistake:
    """The steps that are wrong, the story, the sentence that betrays it, and the networks on which it does."""

    steps: Mapping[str, Step]
    story: Callable[[Play], None]
    says: str
    networks: tuple[str, ...]


def _claimed(desk: Desk) -> Claimed | None:
    with desk.database.writing() as connection:
        found = claim_next(connection, desk.clock.now())
    return found if isinstance(found, Claimed) else None


def _out(reply: Claimed) -> Outgoing:
    return Outgoing(reply.text, reply.parent_remote_id, reply.key, reply.accepted_at, reply.visibility)


def _posts_again(desk: Desk) -> bool:
    """A library that repeats a POST that was not answered, and takes what it then hears for the answer."""
    reply = _claimed(desk)
    if reply is None:
        return False
    try:
        try:
            posted = desk.network.post(_out(reply))
        except Uncertain:
            posted = desk.network.post(_out(reply))
    except NetworkError as error:
        with desk.database.writing() as connection:
            outcomes.failed(connection, reply.id, error.sentence, desk.clock.now())
    else:
        with desk.database.writing() as connection:
            outcomes.sent(connection, reply.id, posted, desk.clock.now())
    return True


def _looks_at_once(desk: Desk) -> bool:
    """Takes what it does not see yet for what is not there, and sends it again."""
    with desk.database.reading() as connection:
        reply = connection.execute(select(Reply).where(Reply.state == SENDING)).first()
    if reply is None or any(post.text == reply.text for post in desk.network.own_posts()):
        return False
    with desk.database.writing() as connection:
        outcomes.later(connection, reply.id, "It is not there.", desk.clock.now(), desk.clock.now())
    return True


def _cursor_first(desk: Desk) -> bool:
    """Moves on, and dies before it has written what it moved past."""
    cursor, more = _cursor(desk), True
    while more:
        page = desk.network.mentions(cursor)
        cursor, more = page.cursor, page.more
    _move(desk, cursor)
    desk.steps["poll"] = RIGHT["poll"]  # the next process is a right one
    return False


def _first_page_only(desk: Desk) -> bool:
    """Keeps the newest page, and moves past all the others."""
    page = desk.network.mentions(_cursor(desk))
    with desk.database.writing() as connection:
        take_in(connection, desk.listening, page.items, desk.clock.now())
    cursor, more = page.cursor, page.more
    while more:
        onwards = desk.network.mentions(cursor)
        cursor, more = onwards.cursor, onwards.more
    _move(desk, cursor)
    desk.steps["poll"] = RIGHT["poll"]
    return False


def _no_overlap(desk: Desk) -> bool:
    """Goes on from the newest that it has read."""
    RIGHT["poll"](desk)
    walk = Walk.from_cursor(_cursor(desk))
    assert walk.top is not None
    _move(desk, replace(walk, top=id_at(made_at(walk.top) + OVERLAP)).cursor())
    return False


def _cursor(desk: Desk) -> str | None:
    with desk.database.reading() as connection:
        return connection.execute(select(Listener.cursor)).scalar_one()


def _move(desk: Desk, cursor: str | None) -> None:
    with desk.database.writing() as connection:
        connection.execute(update(Listener).values(cursor=cursor))


def _an_answer_is_lost(play: Play) -> None:
    """Ada's answer arrives, and nobody hears so."""
    _ada_has_answered(play)
    play.network.fails("drop_after", path="*")
    _goes_on(play)


def _an_answer_never_leaves(play: Play) -> None:
    _ada_has_answered(play)
    play.network.fails("drop_before", path="*")
    _goes_on(play)


def _a_request_is_late(play: Play) -> None:
    """The process that sent it is gone, its request is still on the way; meanwhile another one looks."""
    _ada_has_answered(play)
    reply = _claimed(play.desk)
    assert reply is not None
    play.desk.work("reconcile")
    play.desk.network.post(_out(reply))
    _goes_on(play)


def _ada_has_answered(play: Play) -> None:
    play.carl_writes()
    play.desk.work("poll", "sort")
    assert play.ada_answers()
    play.clock.forward(minutes=1)


def _goes_on(play: Play) -> None:
    for _ in range(2):
        with suppress(NetworkError):
            play.desk.work("send")


def _much_is_said(play: Play) -> None:
    """More than a page, over more hours than any overlap or sweep, while nobody listens."""
    play.carl_writes(number=130, seconds=1_500)
    play.desk.work("poll")


def _one_is_late(play: Play) -> None:
    """X shows a post only when newer ones have been read."""
    play.carl_writes()
    play.network.x.truth.publish("mia", "@brightbyte hello?", late=timedelta(minutes=4))  # type: ignore[attr-defined]
    play.clock.forward(minutes=2)
    play.carl_writes()
    play.desk.work("poll")
    play.clock.forward(minutes=5)
    play.desk.work("poll")


MISTAKES: dict[str, Mistake] = {
    "mark, then post": Mistake(
        WRONG["mark, then post"].steps, _an_answer_never_leaves, "is sent, and on the network 0 times",
        ("bluesky", "mastodon", "x"),
    ),
    "post, then mark": Mistake(
        WRONG["post, then mark"].steps, _an_answer_is_lost, "was posted 2 times", ("mastodon",)
    ),
    "looking at once": Mistake(
        {"reconcile": _looks_at_once, "send": _posts_again}, _a_request_is_late, "was posted 2 times", ("mastodon",)
    ),
    "a POST that is repeated": Mistake({"send": _posts_again}, _an_answer_is_lost, "was posted 2 times", ("mastodon",)),
    "a refusal as a duplicate taken for a failure": Mistake(
        {"send": _posts_again}, _an_answer_is_lost, "is failed, and on the network 1 times", ("x",)
    ),
    "the cursor before the rows": Mistake({"poll": _cursor_first}, _much_is_said, "is lost", ("mastodon", "x")),
    "the first page only": Mistake({"poll": _first_page_only}, _much_is_said, "is lost", ("mastodon", "x")),
    "no overlap": Mistake({"poll": _no_overlap}, _one_is_late, "of mia is lost", ("x",)),
}  # fmt: skip
