"""The fake X as a WSGI app, to be served behind the same weather and the same door as the other networks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from tests.simulator import serving
from tests.simulator.x import FakeX

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def spoken(x: FakeX) -> WSGIApplication:
    """Answers as `x` does. Faults are those of the weather in front of it, not its own."""

    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        asked = Request(environ)
        headers = {name.lower(): value for name, value in asked.headers.items()}
        reply = x.answer(
            serving.Request(asked.method, asked.path, asked.args.to_dict(flat=True), headers, asked.get_data())
        )
        return Response(reply.raw(), reply.status, reply.headers, mimetype="application/json")(environ, start)

    return app
