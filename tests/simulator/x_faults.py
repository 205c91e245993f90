"""Everything that X has been seen to answer when it does not answer what was asked. Sentences are our own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.simulator.serving import Reply, Request

BAD_DAY = ("429", "429 code 88", "429 day", "500", "503", "500 done", "cut done", "reset", "reset done", "HTML")
DONE_FIRST = {"500 done", "cut done", "reset done", "silent done", "slow", "200 cut"}  # carried out, then badly told


def problem(status: int, title: str, detail: str | None = None, kind: str = "about:blank", **more: Any) -> Reply:
    """A refusal as RFC 7807 has it."""
    where = kind if kind == "about:blank" else f"https://api.twitter.com/2/problems/{kind}"
    body = {"title": title, "detail": detail or title, "type": where, "status": status, **more}
    return Reply(status, body)


def gone_wrong(kind: str, request: Request, now: datetime, reply: Reply | None) -> Reply:
    """The answer to a request that met this fault. `reply` is the true one, for those that were carried out first."""
    soon = str(int((now + timedelta(minutes=10)).timestamp()))
    window = {"x-rate-limit-limit": "300", "x-rate-limit-remaining": "0", "x-rate-limit-reset": soon}
    room = {"x-rate-limit-limit": "40000", "x-rate-limit-remaining": "39999"}
    day = {
        **window, "x-rate-limit-remaining": "99",
        "x-user-limit-24hour-limit": "100", "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": str(int((now + timedelta(hours=9)).timestamp())),
    }  # fmt: skip
    cap = {"product_name": "basic", "period": "Monthly", "scope": "Product"}
    answers = {
        "401": problem(401, "Unauthorized"),
        "402": problem(402, "CreditsDepleted", "There is no credit left."),
        "403": problem(403, "Forbidden", "You are not permitted to perform this action."),
        "403 duplicate": problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content."),
        "429": replace(problem(429, "Too Many Requests"), headers=window),
        "429 code 88": Reply(429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, window),
        "429 day": replace(problem(429, "Too Many Requests"), headers=day),
        "429 bare": Reply(429, ""),
        "usage cap": replace(problem(429, "UsageCapExceeded", "Monthly cap", "usage-capped", **cap), headers=room),
        "500": problem(500, "Internal Server Error"),
        "503": problem(503, "Service Unavailable"),
        "400 token": problem(
            400, "Invalid Request", "One or more parameters to your request was invalid.", "invalid-request",
            errors=[{"message": "The token is not valid", "parameters": {"pagination_token": ["x"]}}],
        ),
        "HTML": Reply(200, "<html><h1>Over capacity</h1></html>", {"Content-Type": "text/html"}),
        "redirect": Reply(302, "", {"Location": "https://elsewhere.example/"}),
        "empty": Reply(200, "{}"),
        "errors alone": Reply(200, {"errors": [{"title": "Odd", "detail": "Odd", "type": "about:blank"}]}),
        "reset": Reply(ends="reset"),
        "silent": Reply(ends="silent"),
    }  # fmt: skip
    if reply is None:
        return answers[kind]
    done = {
        "500 done": answers["500"],
        "reset done": answers["reset"],
        "silent done": answers["silent"],
        "cut done": replace(reply, ends="cut"),
        "200 cut": replace(reply, body=reply.raw()[: len(reply.raw()) // 2]),
        "slow": replace(reply, after=0.6),
    }
    return done[kind]
