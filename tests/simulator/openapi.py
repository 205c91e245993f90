"""X's own description of its API: read from the folder `shared/data` beside the checkout, never copied."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.simulator.serving import Reply, Request

DATA = Path(os.environ.get("HELPDESK_DATA") or Path(__file__).parents[3] / "shared" / "data")
FILES = {"tweet": "x-openapi-2.159.json", "post": "x-openapi-2.167.json"}
PATHS = (
    "/2/users/me", "/2/users/by/username/{username}", "/2/users/{id}/mentions", "/2/users/{id}/tweets", "/2/users",
    "/2/tweets/search/recent", "/2/tweets/{id}", "/2/tweets",
)  # fmt: skip


@cache
def described(words: str) -> Any:
    """The description in this vocabulary; skips the test where it is absent."""
    file = DATA / FILES[words]
    if not file.is_file():
        pytest.skip(f"{file} is not here")
    return json.loads(file.read_text())


def operation(words: str, request: Request) -> tuple[dict[str, Any], str]:
    """What is said of the path and method of a request; and what stands at the place of its {id}."""
    parts = request.path.strip("/").split("/")
    for path in PATHS:
        pattern = path.strip("/").split("/")
        same = len(parts) == len(pattern) and all(a == b or b[0] == "{" for a, b in zip(parts, pattern, strict=True))
        if same and request.method.lower() in described(words)["paths"].get(path, {}):
            named = [a for a, b in zip(parts, pattern, strict=True) if b[0] == "{"]
            return described(words)["paths"][path][request.method.lower()], named[0] if named else ""
    raise AssertionError(f"{request.method} {request.path} is not in X's description")


def request_problems(words: str, request: Request) -> list[str]:
    """What in a request X's description does not allow."""
    asked, named = operation(words, request)
    known = {each["name"]: each for each in (_resolved(words, one) for one in asked.get("parameters", []))}
    found = [f"{name} is no parameter of {request.path}" for name in request.params if name not in known]
    for name, parameter in known.items():
        if parameter["in"] == "path":
            found += _problems(words, named, parameter["schema"])
        elif name in request.params:
            found += _problems(words, _typed(request.params[name], parameter["schema"]), parameter["schema"])
        elif parameter.get("required"):
            found.append(f"{name} is missing")
    if "requestBody" in asked:
        found += _problems(words, request.json(), asked["requestBody"]["content"]["application/json"]["schema"])
    return found


def reply_problems(words: str, request: Request, reply: Reply) -> list[str]:
    """What in an answer X's description does not allow. A refusal may be of any of its shapes."""
    answers = operation(words, request)[0]["responses"]
    body = json.loads(reply.raw())
    if str(reply.status) in answers:
        return _problems(words, body, answers[str(reply.status)]["content"]["application/json"]["schema"])
    content = answers["default"]["content"]
    return min((_problems(words, body, shape["schema"]) for shape in content.values()), key=len)


def _typed(value: str, schema: dict[str, Any]) -> Any:
    if schema.get("type") == "integer":
        return int(value)
    return value.split(",") if schema.get("type") == "array" else value


def _resolved(words: str, value: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in value:
        return value
    found: Any = described(words)
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


@cache
def _registry(words: str) -> Registry[Any]:
    return Registry().with_resource("x", Resource.from_contents(described(words), default_specification=DRAFT202012))


def _problems(words: str, value: Any, schema: dict[str, Any]) -> list[str]:
    text = json.dumps(schema).replace('"#/components', '"x#/components')
    validator = Draft202012Validator(json.loads(text), registry=_registry(words))
    return [f"{each.json_path}: {each.message[:200]}" for each in validator.iter_errors(value)]
