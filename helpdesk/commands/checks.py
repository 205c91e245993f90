"""What `helpdesk doctor` looks at on this machine: the data folder, the secrets, the disk. Reads no secret aloud."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from helpdesk.desk.checkup import Finding
from helpdesk.sealing import KEYS, CannotOpen, Seal, split
from helpdesk.secret_files import Secrets, variable

OTHERS = 0o077  # the bits with which other users of the machine may read, write or enter
LITTLE = 1_000_000_000  # bytes free: time to make room
TOO_LITTLE = 100_000_000  # bytes free: the next hours may not be kept


def folder(data: Path) -> Finding:
    """Whether the data folder can be written, by us alone."""
    if not data.is_dir():
        return Finding("wrong", "data folder", f"There is no folder {data}; ./run serve makes it, or set [desk] data.")
    try:
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        return Finding("wrong", "data folder", f"{data} can't be written ({error.strerror}); give it to our user.")
    if data.stat().st_mode & OTHERS:
        return Finding("wrong", "data folder", f"Others on this machine can look into {data}; chmod 700 {data}")
    return Finding("ok", "data folder", f"{data} can be written, by us alone.")


def disk(data: Path) -> Finding:
    """Whether there is room for what comes in."""
    return room(shutil.disk_usage(data if data.is_dir() else Path.cwd()).free)


def room(free: int) -> Finding:
    """What so many free bytes mean. Pure."""
    shown = f"{free / 1e9:.1f} GB free"
    if free < TOO_LITTLE:
        return Finding("wrong", "disk", f"{shown}: posts and answers can soon not be kept; make room.")
    if free < LITTLE:
        return Finding("warn", "disk", f"{shown}; make room before it is full.")
    return Finding("ok", "disk", f"{shown}.")


def secrets(data: Path, wanted: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Whether each account (handle, name of its secret) has its token, and nobody else can read the files."""
    known, missing = Secrets(data), False
    for handle, name in wanted:
        if known.read(name):
            continue
        missing = True
        yield Finding(
            "wrong",
            f"secret {name}",
            f"{handle} has no token: put it into {variable(name)} or {data / 'secrets' / name}",
        )
    readable = sorted(file for file in _secret_files(data) if file.stat().st_mode & OTHERS)
    for file in readable:
        yield Finding("wrong", "secrets", f"Others on this machine can read {file}; chmod go= {file}")
    if not missing and not readable:
        yield Finding("ok", "secrets", "Each account has its token, and only we can read the files.")


def safe(data: Path, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Whether all that lies in the safe (sealed texts by name) can be opened, and no change of keys was cut off."""
    keys = split(Secrets(data).read(KEYS) or "")
    closed = _not_opened(keys, texts)
    yield from (Finding("wrong", "safe", sentence) for sentence in dict.fromkeys(closed))
    if not closed and len(keys) > 1:
        yield Finding("warn", "safe", "The keys were not changed to the end: run helpdesk keys rotate once more.")
    elif not closed:
        yield Finding("ok", "safe", f"All that is kept sealed can be opened ({len(texts)}).")


def _not_opened(keys: list[str], texts: Mapping[str, str]) -> list[str]:
    reasons = []
    for name, text in texts.items():
        try:
            Seal(keys).open(name, text)
        except CannotOpen as reason:
            reasons.append(str(reason))
    return reasons


def _secret_files(data: Path) -> Iterator[Path]:
    kept = data / "secrets"
    if kept.is_dir() and os.access(kept, os.R_OK | os.X_OK):
        yield kept
        yield from (file for file in kept.iterdir() if file.is_file())
