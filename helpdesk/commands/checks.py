"""What `helpdesk doctor` looks at on this machine: the data folder, the secrets, the disk. Reads no secret aloud."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from helpdesk.desk.checkup import Finding
from helpdesk.secret_files import Secrets

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
        variable = f"HELPDESK_SECRET_{name.upper().replace('-', '_')}"
        yield Finding(
            "wrong", f"secret {name}", f"{handle} has no token: put it into {variable} or {data / 'secrets' / name}"
        )
    readable = sorted(file for file in _secret_files(data) if file.stat().st_mode & OTHERS)
    for file in readable:
        yield Finding("wrong", "secrets", f"Others on this machine can read {file}; chmod go= {file}")
    if not missing and not readable:
        yield Finding("ok", "secrets", "Each account has its token, and only we can read the files.")


def _secret_files(data: Path) -> Iterator[Path]:
    kept = data / "secrets"
    if kept.is_dir() and os.access(kept, os.R_OK | os.X_OK):
        yield kept
        yield from (file for file in kept.iterdir() if file.is_file())
