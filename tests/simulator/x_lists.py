"""What the fake X answers to those who read: lists newest first in pages, look-ups, people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.simulator.serving import Reply, Request
from tests.simulator.x_faults import problem
from tests.simulator.x_truth import Person, Version
from tests.simulator.x_wire import not_for_us, not_found, post, user

if TYPE_CHECKING:
    from tests.simulator.x import FakeX

CAP = 800  # mentions that the timeline holds
IDS = re.compile(r"[0-9]{1,19}")


def mentions(x: FakeX, request: Request, number: str, caller: str) -> Reply:
    whom = _by_id(x, number)
    if whom is None:
        return Reply(200, {"errors": [not_found("user", number, x.words)]})
    named = [each for each in x.truth.shown() if x.truth.names(each, whom.username) and each.author != whom]
    return _listed(x, request, named[:CAP], "pagination_token", 5, "own")


def own(x: FakeX, request: Request, number: str, caller: str) -> Reply:
    whose = _by_id(x, number)
    posts = [each for each in x.truth.shown() if each.author == whose]
    if "retweets" in request.params.get("exclude", ""):
        posts = [each for each in posts if not each.reposted]
    return _listed(x, request, posts, "pagination_token", 5, "own")


def search(x: FakeX, request: Request) -> Reply:
    query, week = request.params.get("query", ""), x.clock.now() - timedelta(days=7)
    if not query or len(query) > 512:
        return _invalid("query", query)
    since = request.params.get("since_id")
    if since and int(since) >> 22 < (week.timestamp() * 1000 - 1_288_834_974_657):
        return _invalid("since_id", since)
    found = [each for each in x.truth.shown() if each.at > week and _matches(x, query, each)]
    return _listed(x, request, found, "next_token", 10, "post")


def shown(x: FakeX, request: Request, post_id: str) -> Reply:
    """One version, as asked for."""
    if not IDS.fullmatch(post_id):
        return _invalid("id", post_id)
    if not x.truth.is_there(post_id):
        return Reply(200, {"errors": [not_found("tweet", post_id, x.words)]})
    version = x.truth.versions[post_id]
    if version.author.username in x.truth.protected:
        return Reply(200, {"errors": [not_for_us(post_id, x.words)]})
    refused = _unknown_words(x, request)
    if refused is not None:
        return refused
    x.bill.read("post", "post", [post_id], x.clock.now())
    fields, expansions = _asked(x, request)
    body: dict[str, Any] = {"data": post(x.truth, version, fields, x.words)}
    return Reply(200, body | _includes(x, request, [version], expansions))


def people(x: FakeX, request: Request, username: str | None = None) -> Reply:
    asked = request.params.get("user.fields", "").split(",")
    if username is not None:
        if username not in x.truth.people:
            return Reply(200, {"errors": [not_found("user", username, x.words)]})
        one = x.truth.people[username]
        x.bill.read("user", "user", [one.id], x.clock.now())
        return Reply(200, {"data": user(one, asked, x.words)})
    ids = request.params.get("ids", "").split(",")
    if not 0 < len(ids) <= 100 or not all(IDS.fullmatch(each) for each in ids):
        return _invalid("ids", request.params.get("ids", ""))
    known = {each: person for each in ids if (person := _by_id(x, each)) is not None}
    x.bill.read("user", "user", list(known), x.clock.now())
    body: dict[str, Any] = {"data": [user(person, asked, x.words) for person in known.values()]} if known else {}
    missing = [not_found("user", each, x.words) for each in ids if each not in known]
    return Reply(200, body | ({"errors": missing} if missing else {}))


def _listed(x: FakeX, request: Request, posts: list[Version], token_name: str, least: int, price: str) -> Reply:
    asked = request.params
    size, token = int(asked.get("max_results", "10")), asked.get(token_name) or asked.get("pagination_token")
    if not least <= size <= 100:
        return _invalid("max_results", str(size))
    refused = _unknown_words(x, request)
    if refused is not None:
        return refused
    if token is not None and not re.fullmatch(r"7140d[0-9a-v]+", token):
        return _invalid(token_name, token)
    below = min(int(asked.get("until_id", 10**19)), int(token[5:], 32) if token else 10**19)
    start = datetime.fromisoformat(asked["start_time"]) if "start_time" in asked else None
    left = [each for each in posts if int(asked.get("since_id", 0)) < int(each.id) < below]
    left = [each for each in left if start is None or each.at >= start]
    page = left[:size]
    x.bill.read(price, "post", [each.id for each in page], x.clock.now())
    fields, expansions = _asked(x, request)
    meta: dict[str, Any] = {"result_count": len(page)}
    if not page:
        return Reply(200, {"meta": meta})
    meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if len(left) > len(page):
        meta["next_token"] = "7140d" + _base32(int(page[-1].id))
    body = {"data": [post(x.truth, each, fields, x.words) for each in page], "meta": meta}
    return Reply(200, body | _includes(x, request, page, expansions))


def _asked(x: FakeX, request: Request) -> tuple[list[str], list[str]]:
    """The fields to show, and what to expand. In the new words an expansion is the only way to some fields."""
    fields = request.params.get(f"{x.words}.fields", "").split(",")
    expansions = request.params.get("expansions", "").split(",")
    return (fields if x.words == "tweet" else fields + expansions), expansions


def _includes(x: FakeX, request: Request, page: Iterable[Version], expansions: list[str]) -> dict[str, Any]:
    if "author_id" not in expansions:
        return {}
    authors = {each.author.id: each.author for each in page}
    x.bill.read("user", "user", list(authors), x.clock.now())
    asked = request.params.get("user.fields", "").split(",")
    return {"includes": {"users": [user(each, asked, x.words) for each in authors.values()]}}


def _unknown_words(x: FakeX, request: Request) -> Reply | None:
    other = "post.fields" if x.words == "tweet" else "tweet.fields"
    return _invalid(other, request.params[other]) if other in request.params else None


def _matches(x: FakeX, query: str, version: Version) -> bool:
    """As much of the query language as the desk speaks: (words OR "a phrase") -is:retweet -from:name -@name."""
    inner = re.match(r"\((.*)\)(.*)", query)
    words, rest = (inner[1], inner[2]) if inner else (query, "")
    text = (x.truth.in_front(version) + version.text).lower()
    if "-is:retweet" in rest and version.reposted:
        return False
    if any(version.author.username.lower() == name.lower() for name in re.findall(r"-from:(\w+)", rest)):
        return False
    if any(x.truth.names(version, name) for name in re.findall(r"-@(\w+)", rest)):
        return False
    either = [part.strip() for part in re.split(r"\bOR\b", words)]
    return any(all(term.strip('"').lower() in text for term in re.findall(r'"[^"]*"|\S+', part)) for part in either)


def _by_id(x: FakeX, number: str) -> Person | None:
    return next((each for each in x.truth.people.values() if each.id == number), None)


def _invalid(name: str, value: str) -> Reply:
    errors = [{"message": f"The `{name}` query parameter value [{value}] is not valid", "parameters": {name: [value]}}]
    said = "One or more parameters to your request was invalid."
    return problem(400, "Invalid Request", said, "invalid-request", errors=errors)


def _base32(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = "0123456789abcdefghijklmnopqrstuv"[digit] + digits
    return digits
