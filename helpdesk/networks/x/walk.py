"""How a poll walks through a list of posts on X so that none is lost. Pure.

X gives the newest first and indexes late: a post can appear below one that was read already, and whoever goes on from
the newest id read loses it for ever. So a walk begins `OVERLAP` below the newest post of the last complete walk, and
that mark moves only when the walk has come to its end. While so much is said that the overlap takes several pages, it
is read every `DEEP_EVERY`, and the walks between begin near the mark. What is indexed within ten minutes is found.

What comes later still is found once a day: in the last hour of X's day (UTC) one walk goes a day back. X asks nothing
for a post that it gave on the same day already, so this costs eight requests at most, and the posts of one hour.

The timeline of mentions holds 800 posts. When a surge has pushed the mark out of it, the walk goes on below its oldest
post in search, which costs more and looks back seven days. What lies further back, or what search is not allowed to
give, is lost to us, and declared as a gap.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from helpdesk.networks.protocol import Gap
from helpdesk.networks.x.ids import LARGEST, id_at, is_id, made_at

OVERLAP = timedelta(minutes=15)  # posts were seen to be indexed ten minutes late
DEEP_EVERY = timedelta(minutes=5)
NEAR = timedelta(minutes=1)  # overlap of the walks between: ids made at once come in no order
SWEEP_HOUR = 23  # UTC: when most of the day is free to be read again
SWEEP = timedelta(hours=25)
SWEPT_FOR = timedelta(hours=2)  # this hour's sweep is done
CLOCKS_DIFFER = timedelta(hours=1)  # and a walk takes its time
CAP = 800  # posts that the timeline of mentions holds
NEARLY = 700  # of these come at least when it is full: X leaves out what it may not show
HISTORY = timedelta(days=7) - timedelta(
    minutes=5
)  # how far search looks back, less the time until X reads the question
NO_SEARCH = f"X shows the newest {CAP} mentions, and there were more."
FIRST_SEARCH = timedelta(days=1)  # what a new listening word looks back: each hit costs money


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a walk stands. At rest only `top` and `asked` are set; none at all means: everything is to be read.

    Moments are kept as the lowest id of them.
    """

    top: str | None = None  # the newest id that complete walks have read
    asked: str | None = None  # when the last complete walk began
    began: str | None = None  # when this one did
    since: str | None = None  # this walk reads what is above it
    token: str | None = None  # X's word for the next page
    newest: str | None = None  # of this walk so far; None before its first page
    lowest: str | None = None
    seen: int = 0  # posts in this walk so far
    met: bool = False  # the walk has reached what an earlier one had read
    near: bool = False  # the walk leaves out the far part of the overlap
    long: bool = False  # the walk takes more than one page
    below: bool = False  # the timeline has no more: this walk goes on in search
    deep: str | None = None  # when the overlap was last read, if that was long
    swept: str | None = None  # when a walk last began that goes a day back

    @classmethod
    def from_cursor(cls, cursor: str | None) -> Walk:
        """The walk that a cursor stands for; a cursor that cannot be read begins anew, which loses nothing."""
        try:
            walk = cls(**json.loads(cursor or "{}"))
        except (ValueError, TypeError):
            return cls()
        ids = (walk.top, walk.asked, walk.began, walk.since, walk.newest, walk.lowest, walk.deep, walk.swept)
        sound = all(each is None or is_id(each) for each in ids) and isinstance(walk.token, str | None)
        flags = (walk.met, walk.near, walk.long, walk.below)
        return walk if sound and type(walk.seen) is int and all(isinstance(each, bool) for each in flags) else cls()

    def cursor(self) -> str:
        """The walk as text to store."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})

    @property
    def under_way(self) -> bool:
        """Whether some of its pages are read."""
        return self.began is not None

    def begun(self, now: datetime, *, search: bool = False) -> tuple[Walk, Gap | None]:
        """The walk with its mark, and what of its stretch is already out of search's reach."""
        if self.under_way:
            return self, None
        sweeps = self._sweeps(now)
        near = not sweeps and self.deep is not None and now - made_at(self.deep) < DEEP_EVERY
        walk = replace(self, began=id_at(now), near=near, swept=id_at(now) if sweeps else self.swept)
        since = None if self.top is None else id_at(made_at(self.top) - (NEAR if near else OVERLAP))
        if sweeps:
            since = min(since or "0", id_at(now - SWEEP) or "0", key=int)
        if not search:
            return replace(walk, since=since), None
        if self.asked is None:
            return replace(walk, since=id_at(now - FIRST_SEARCH)), None
        oldest = id_at(now - HISTORY) or "0"
        lost = Gap(made_at(self.asked), now - HISTORY, "X's search looks back seven days.")
        return replace(walk, since=max(since or "0", oldest, key=int)), lost if int(self.asked) < int(oldest) else None

    def _sweeps(self, now: datetime) -> bool:
        """Whether the day's sweep is due; the first walk of all reads everything anyway."""
        done = self.swept is not None and now - made_at(self.swept) < SWEPT_FOR
        return self.top is not None and now.astimezone(UTC).hour == SWEEP_HOUR and not done

    def question(self) -> dict[str, str]:
        """The ids between which to ask; X's word for the page is the caller's to name."""
        asked = {} if self.since is None else {"since_id": self.since}
        if self.token is None and self.lowest is not None:
            asked["until_id"] = self.lowest
        return asked

    def without_token(self) -> Walk:
        """The same walk, for when X no longer knows its word: it goes on below the lowest id."""
        return replace(self, token=None)

    def after(self, ids: Sequence[str], token: str | None, *, cap: int | None = None) -> Step:
        """What follows from a page with these ids. `cap`: how many posts the list can hold at most."""
        lowest = min([*ids, *filter(None, [self.lowest])], key=int, default=None)
        latest = LARGEST if self.began is None else int(id_at(made_at(self.began) + CLOCKS_DIFFER) or LARGEST)
        believed = [each for each in ids if int(each) <= latest]  # an id of next year would hide everything until then
        walk = replace(
            self,
            token=token,
            newest=max([*believed, *filter(None, [self.newest])], key=int, default=None),
            lowest=lowest,
            seen=self.seen + len(ids),
            met=self.met or (self.top is not None and lowest is not None and int(lowest) <= int(self.top)),
        )
        repeats = token is not None and (token == self.token or (bool(ids) and lowest == self.lowest))
        if token is not None and not repeats:
            return Step(replace(walk, long=True), more=True)
        gap = walk._gap(repeats, cap)
        if gap is not None and not repeats:
            return walk._on_below()
        return Step(walk._at_rest(), more=False, gap=gap)

    def _on_below(self) -> Step:
        """On in search, as far back as that goes."""
        reach = made_at(self.began or "0") - HISTORY
        oldest, top = id_at(reach) or "0", self.top or "0"
        lost = Gap(made_at(top), reach, "X's search looks back seven days.") if int(top) < int(oldest) else None
        since = max(self.since or "0", oldest, key=int)
        return Step(replace(self, token=None, since=since, below=True), more=True, gap=lost)

    def without_search(self) -> Step:
        """The end of a walk that may not go on in search."""
        since = None if self.top is None else made_at(self.top)
        return Step(self._at_rest(), more=False, gap=Gap(since, made_at(self.lowest or "0"), NO_SEARCH))

    def _at_rest(self) -> Walk:
        ids = [each for each in (self.top, self.newest) if each is not None]
        deep = self.deep if self.near else self.began if self.long else None
        return Walk(top=max(ids, key=int, default=None), asked=self.began, deep=deep, swept=self.swept)

    def _gap(self, repeats: bool, cap: int | None) -> Gap | None:
        if self.lowest is None or (self.met and not repeats):
            return None
        since = None if self.top is None else made_at(self.top)
        if repeats:
            return Gap(since, made_at(self.lowest), "X repeats its page: what is below could not be read.")
        if cap is None or since is None or self.seen < cap - (CAP - NEARLY):
            return None
        return Gap(since, made_at(self.lowest), NO_SEARCH)


@dataclass(frozen=True, slots=True)
class Step:
    """The walk after a page; whether to ask again now; what is out of reach."""

    walk: Walk
    more: bool
    gap: Gap | None = None
