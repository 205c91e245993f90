"""What is shipped: a wheel with everything it needs, and locks that anybody can install from."""

from __future__ import annotations

import importlib
import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.databases import need

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.txt", "requirements-test.txt")
PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^\s;\\]+)", re.MULTILINE)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in the wheel, built as an installer would build it."""
    try:
        wheel = importlib.import_module("hatchling.builders.wheel")
    except ImportError as error:
        need("the wheel", f"hatchling is not installed ({error})")
    builder = wheel.WheelBuilder(str(ROOT))
    (built,) = builder.build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    with zipfile.ZipFile(built) as file:
        return set(file.namelist())


def below(folder: str, *endings: str) -> set[str]:
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(ROOT)) for path in found if path.name.endswith(endings)}


def test_the_wheel_carries_the_package_with_its_templates_and_migrations(shipped: set[str]) -> None:
    assert below("helpdesk", ".py", ".css", ".js", ".svg", ".jsonl", ".po") <= shipped
    assert {f"helpdesk/{path}" for path in below("templates", ".html") | below("migrations", ".py")} <= shipped
    assert "helpdesk/templates/base.html" in shipped
    assert "helpdesk/migrations/versions/0001_first_tables.py" in shipped


def test_the_wheel_carries_nothing_else(shipped: set[str]) -> None:
    assert {name.split("/")[0] for name in shipped if ".dist-info/" not in name} == {"helpdesk"}
    assert not [name for name in shipped if "tests" in name.split("/") or "__pycache__" in name or "var/" in name]


def test_the_wheel_has_the_command(shipped: set[str]) -> None:
    (entry_points,) = (name for name in shipped if name.endswith("entry_points.txt"))
    assert entry_points.startswith("helpdesk-")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    content = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"\w+://|--(?:extra-)?index-url|--find-links| @ ", content) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    content = (ROOT / lock).read_text(encoding="utf-8")
    plain = "\n".join(line for line in content.splitlines() if not line.lstrip().startswith("#"))
    entries = [entry for entry in re.split(r"\n(?=\S)", plain.strip()) if entry]
    assert len(entries) > 30
    for entry in entries:
        assert PINNED.match(entry), entry.splitlines()[0]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]


def test_everything_the_program_asks_for_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    asked = [*project["project"]["dependencies"], *(each for extra in extras for each in extra)]
    names = {_plain(re.split(r"[\[<>=~!; ]", each)[0]) for each in asked}
    for lock in LOCKS:
        locked = {_plain(name) for name, _ in PINNED.findall((ROOT / lock).read_text(encoding="utf-8"))}
        assert names <= locked, lock


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
