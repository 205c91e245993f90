"""Work on many rows without Python's garbage collector looking over them again and again.

A batch makes tens of thousands of objects that live until its commit; the collector would walk through them dozens of
times and find nothing. It costs a twentieth of the pipeline, or a quarter when the process holds much else.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Collects after the block instead of during it. Blocks of several threads may overlap."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
