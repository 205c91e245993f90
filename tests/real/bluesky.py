"""Runs the connector's tests against a real Bluesky: `python -m tests.real.bluesky [--folder FOLDER]`.

Needs npm, a C++ compiler and redis-server on the path; PostgreSQL comes with the tests' packages. The first run puts
half a gigabyte into the folder (default: a temporary one, removed afterwards).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import postgres_server

PACKAGES = ("@atproto/dev-env@0.6.7", "node@22")  # an older node lacks what its HTTP client asks for
HERE = Path(__file__).parent
WITHIN_SECONDS = 120


def install(folder: Path) -> Path:
    """Puts the packages into `folder`; gives the node that they run on."""
    binding = folder / "node_modules/better-sqlite3/build/Release/better_sqlite3.node"
    if not (folder / "node_modules/node").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", *PACKAGES], cwd=folder, check=True)
        binding.unlink(missing_ok=True)  # some npm builds it at once, for the node that it runs on itself
    # Of node's packages the one for this kind of machine has the headers too.
    home = next((folder / "node_modules/node").glob("node_modules/*/include/node/node.h")).resolve().parents[2]
    if not binding.exists():  # npm leaves install scripts alone
        # Said in the environment, because npm's own setting of the same name would win over an option.
        ours = {"PATH": f"{home / 'bin'}:{os.environ['PATH']}", "npm_config_nodedir": str(home)}
        build = ["npx", "--yes", "node-gyp", "rebuild", "--release"]
        subprocess.run(build, cwd=folder / "node_modules/better-sqlite3", env=os.environ | ours, check=True)
    return home / "bin/node"


@contextmanager
def redis() -> Iterator[str]:
    """The address of a Redis of our own, without a file."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    server = subprocess.Popen(
        ["redis-server", "--bind", "127.0.0.1", "--port", port, "--save", ""], stdout=subprocess.DEVNULL
    )
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def network(folder: Path) -> Iterator[str]:
    """The address of the account server of a whole network."""
    node = install(folder)
    shutil.copy(HERE / "bluesky.mjs", folder / "bluesky.mjs")
    with postgres_server() as database, redis() as cache:
        env = os.environ | {"DB_POSTGRES_URL": database, "REDIS_HOST": cache, "LOG_ENABLED": "false"}
        process = subprocess.Popen(
            [str(node), "bluesky.mjs"], cwd=folder, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout is not None
            ready = next((found for line in process.stdout if (found := re.match(r"READY (\S+)", line))), None)
            if ready is None:
                raise SystemExit("The network ended before it stood.")
            yield ready[1]
        finally:
            process.communicate("", timeout=WITHIN_SECONDS)


def main() -> int:
    """Starts the network, runs the suite against it, stops it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the packages are, or go; kept")
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory(prefix="bluesky-") as temporary, network(folder or Path(temporary)) as url:
        tests = ["tests/networks/bluesky/test_fake_and_real.py"]
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-k", "real", *tests]
        return subprocess.run(command, env=os.environ | {"HELPDESK_REAL_BLUESKY": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
