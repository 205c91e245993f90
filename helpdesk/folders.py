"""Where templates and migrations stand: in the checkout's top level, or inside an installed wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def _folder(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def templates_folder() -> Path:
    """The folder of the Jinja templates."""
    return _folder("templates")


def migrations_folder() -> Path:
    """The folder of the Alembic migrations."""
    return _folder("migrations")
