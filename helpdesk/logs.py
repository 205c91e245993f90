"""The log: one line an event, for people on a terminal and as JSON elsewhere. No texts, handles or tokens go in."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up() -> None:
    """Sends our events and those of the libraries to standard error."""
    person = sys.stderr.isatty()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    shown = structlog.dev.ConsoleRenderer() if person else structlog.processors.JSONRenderer()
    structlog.configure(processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
                        logger_factory=structlog.stdlib.LoggerFactory(), cache_logger_on_first_use=True)  # fmt: skip
    handler = logging.StreamHandler(sys.stderr)
    finish: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if not person:
        finish.append(structlog.processors.format_exc_info)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[*finish, shown]))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name, level in (("apscheduler", logging.WARNING), ("httpx2", logging.WARNING), ("waitress", logging.ERROR),
                        ("alembic", logging.WARNING)):  # fmt: skip
        logging.getLogger(name).setLevel(level)
