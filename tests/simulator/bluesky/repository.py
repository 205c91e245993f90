"""What accounts write: records under keys that they may choose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import regex
from werkzeug.wrappers import Request

from helpdesk.networks.bluesky.record import POSTS, tid
from tests.simulator.bluesky.accounts import Accounts
from tests.simulator.bluesky.refused import Refused, most
from tests.simulator.bluesky.sky import Kept, Person, Sky, cid_of, iso

TID = re.compile("[2-7a-j][2-7a-z]{12}")


@dataclass
class Repository:
    """The calls of com.atproto.repo."""

    sky: Sky
    accounts: Accounts

    def create_record(self, request: Request) -> dict[str, Any]:
        author, rkey, record = self._write(request)
        if f"at://{author.did}/{POSTS}/{rkey}" in self.sky.posts:
            raise Refused(500, "InternalServerError", "Internal Server Error")
        return self._kept(author, rkey, record)

    def put_record(self, request: Request) -> dict[str, Any]:
        author, rkey, record = self._write(request)
        there, sent = self.sky.posts.get(f"at://{author.did}/{POSTS}/{rkey}"), request.get_json()
        if there is not None and there.cid == cid_of(record):
            return {"uri": there.uri, "cid": there.cid, "validationStatus": "valid"}
        if "swapRecord" in sent and sent["swapRecord"] != (there.cid if there else None):
            raise Refused(400, "InvalidSwap", f"Record was at {there.cid if there else 'null'}")
        return self._kept(author, rkey, record)

    def get_record(self, request: Request) -> dict[str, Any]:
        uri = f"at://{request.args['repo']}/{request.args['collection']}/{request.args['rkey']}"
        if uri not in self.sky.posts:
            raise Refused(400, "RecordNotFound", f"Could not locate record: {uri}")
        return self._record(self.sky.posts[uri])

    def list_records(self, request: Request) -> dict[str, Any]:
        limit, below = most(request), request.args.get("cursor", "zzzzzzzzzzzzzz")
        own = sorted((k for k in self.sky.posts.values() if k.did == request.args["repo"]), key=lambda k: k.rkey)
        found = [kept for kept in reversed(own) if kept.rkey < below][:limit]
        return {"records": [self._record(kept) for kept in found]} | ({"cursor": found[-1].rkey} if found else {})

    def delete_record(self, request: Request) -> dict[str, Any]:
        author, sent = self.accounts.who(request), request.get_json()
        uri = f"at://{author.did}/{POSTS}/{sent['rkey']}"
        if uri not in self.sky.posts:
            return {}
        self.sky.takes_back(uri)
        return {"commit": self._commit(uri)}

    def _write(self, request: Request) -> tuple[Person, str, dict[str, Any]]:
        """What is to be written, once it is what a post may be."""
        author, sent = self.accounts.who(request), request.get_json()
        rkey, record = sent.get("rkey") or tid(self.sky.clock.now(), str(len(self.sky.log))), sent["record"]
        if sent["repo"] not in (author.did, author.handle):
            raise Refused(401, "AuthenticationRequired", "Invalid repo")
        if not TID.fullmatch(rkey):
            raise Refused(400, "InvalidRequest", f"Invalid record key: {rkey}")
        invalid = f"Invalid {POSTS} record: "
        graphemes, size = len(regex.findall(r"\X", record["text"])), len(record["text"].encode())
        if size > 3_000:
            raise Refused(400, "InvalidRequest", f"{invalid}string too big (maximum 3000, got {size}) at $.record.text")
        if graphemes > 300:
            found = f"grapheme too big (maximum 300, got {graphemes}) at $.record.text"
            raise Refused(400, "InvalidRequest", invalid + found)
        for part in ("root", "parent") if "reply" in record else ():
            if set(record["reply"].get(part, {})) != {"uri", "cid"}:
                raise Refused(400, "InvalidRequest", f'{invalid}missing required key "{part}" at $.record.reply')
        return author, rkey, record

    def _kept(self, author: Person, rkey: str, record: dict[str, Any]) -> dict[str, Any]:
        kept = self.sky.keep(author, rkey, record)
        return {"uri": kept.uri, "cid": kept.cid, "commit": self._commit(kept.uri), "validationStatus": "valid"}

    def _commit(self, uri: str) -> dict[str, str]:
        now = self.sky.clock.now()
        return {"cid": cid_of({"commit": uri, "at": iso(now)}), "rev": tid(now, uri)}

    def _record(self, kept: Kept) -> dict[str, Any]:
        return {"uri": kept.uri, "cid": kept.cid, "value": kept.record}
